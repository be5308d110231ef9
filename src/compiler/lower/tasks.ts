import { coordinatesIn, type Kind, kindOf, type Syntax, type SyntaxOf } from '../../dsl/index.ts'
import { tensorShapes } from '../slots.ts'
import { sourceOf } from './batches.ts'
import { type Context, inScope } from './context.ts'
import { type Lowered, listOf, numbers } from './lowered.ts'

type Lower = (s: Syntax) => Lowered

export const lowerAppend = (s: SyntaxOf<'Append'>, lower: Lower): Lowered => {
  const list = listOf(lower(s.list))
  return { ...list, elements: [...list.elements, s.values.map(lower)] }
}

/** One lowering of the body for each past task: how many there are is known when an event is compiled. */
export const lowerMapTasks = (c: Context, s: SyntaxOf<'MapTasks'>, lower: Lower): Lowered => {
  const over = lower(s.over)
  const each = (task: number, bind: () => void): readonly Lowered[] => {
    c.variables.set(s.index, { _tag: 'Numbers', kind: s.index.kind, nodes: [c.o.constant(task)] })
    c.fixed.set(s.index, task)
    bind()
    const element = inScope(c, [s.index, ...s.bound], () => s.body.map(lower))
    c.fixed.delete(s.index)
    for (const variable of s.bound) c.variables.delete(variable)
    return element
  }
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
  const kinds =
    elements[0]?.map((value): Kind => (value._tag === 'Numbers' ? value.kind : { _tag: 'Batch' })) ??
    s.body.map(() => ({ _tag: 'Scalar' }) as const)
  return { _tag: 'List', kind: { _tag: 'List', names: s.names, elements: kinds }, elements }
}

/** Pushing examples of the present task adds no past one, so a memory has as many as the slot that it came from; one made here, none. */
const pastTasksOf = (c: Context, s: Syntax): number => {
  const source = sourceOf(c, s)
  return source._tag === 'Slot' ? source.pastTasks : 0
}

/** Σ or mean over past tasks; of none, zero. */
export const lowerTotal = (c: Context, s: SyntaxOf<'Total'>, lower: Lower): Lowered => {
  const list = listOf(lower(s.list))
  const terms = list.elements.map((element) => numbers(element[0]!))
  const first = terms[0]
  if (first === undefined) return noTask(c, s.list)
  const sum = first.nodes.map((_, i) => terms.map((t) => t.nodes[i]!).reduce(c.o.add))
  return {
    ...first,
    nodes: s.operator === 'mean' ? sum.map((n) => c.o.multiply(n, c.o.constant(1 / terms.length))) : sum,
  }
}

/** Zero of the kind of the list's elements, which an empty list knows only from its declaration. */
const noTask = (c: Context, list: Syntax): Lowered => {
  const kind = elementKind(list)
  if (kind._tag !== 'Params') return { _tag: 'Numbers', kind: { _tag: 'Scalar' }, nodes: [c.o.constant(0)] }
  const drawn = coordinatesIn(kind)
  const shapes = drawn === undefined ? tensorShapes(c.around.layouts)(kind) : [[drawn]]
  return { _tag: 'Numbers', kind, nodes: shapes.map((shape) => c.o.constant(0, shape)) }
}

const elementKind = (list: Syntax): Kind => {
  const kind = kindOf(list)
  return kind._tag === 'List' ? (kind.elements[0] ?? { _tag: 'Scalar' }) : { _tag: 'Scalar' }
}
