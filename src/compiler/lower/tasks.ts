import { kindOf, type Syntax, type SyntaxOf } from '../../dsl/index.ts'
import type { Context } from './context.ts'
import { type Lowered, listOf } from './lowered.ts'
import { pastTasksOf } from './memories.ts'
import { fixedAt } from './unrolled.ts'

type Lower = (s: Syntax) => Lowered

export const lowerAppend = (s: SyntaxOf<'Append'>, lower: Lower): Lowered => {
  const list = listOf(lower(s.list))
  const present = list.present === undefined ? {} : { present: [...list.present, undefined] }
  return { ...list, elements: [...list.elements, s.values.map(lower)], ...present }
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
  const present = over._tag === 'List' && over.present !== undefined ? { present: over.present } : {}
  return { _tag: 'List', kind: kindOf(s), elements, ...present }
}
