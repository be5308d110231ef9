import { kindOf, type Syntax, type SyntaxOf } from '../../dsl/index.ts'
import type { Context } from './context.ts'
import { type Lowered, listOf, numbers } from './lowered.ts'
import { pastTasksOf } from './memories.ts'
import { fixedAt } from './unrolled.ts'
import { zeroOf } from './zero.ts'

type Lower = (s: Syntax) => Lowered

export const lowerAppend = (s: SyntaxOf<'Append'>, lower: Lower): Lowered => {
  const list = listOf(lower(s.list))
  return { ...list, elements: [...list.elements, s.values.map(lower)] }
}

/** One lowering of the body for each past task: how many there are is known when an event is compiled. */
export const lowerMapTasks = (c: Context, s: SyntaxOf<'MapTasks'>, lower: Lower): Lowered => {
  const over = lower(s.over)
  const each = (task: number, bind: () => void): readonly Lowered[] =>
    fixedAt(c, s.index, task, s.bound, () => {
      bind()
      return s.body.map(lower)
    })
  const elements =
    over._tag === 'Host'
      ? Array.from({ length: pastTasksOf(c, s.over) }, (_, task) => each(task, () => undefined))
      : listOf(over).elements.map((element, task) =>
          each(task, () =>
            s.bound.forEach((variable, i) => {
              c.variables.set(variable, element[i]!)
            }),
          ),
        )
  return { _tag: 'List', kind: kindOf(s), elements }
}

/** Σ or mean over past tasks; of none, zero. */
export const lowerTotal = (c: Context, s: SyntaxOf<'Total'>, lower: Lower): Lowered => {
  const list = listOf(lower(s.list))
  const terms = list.elements.map((element) => numbers(element[0]!))
  const first = terms[0]
  if (first === undefined) return zeroOf(c, kindOf(s))
  const sum = first.nodes.map((_, i) => terms.map((t) => t.nodes[i]!).reduce(c.o.add))
  return {
    ...first,
    nodes: s.operator === 'mean' ? sum.map((n) => c.o.multiply(n, c.o.constant(1 / terms.length))) : sum,
  }
}
