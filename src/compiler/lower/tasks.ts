import { type Kind, kindOf, type Syntax, type SyntaxOf } from '../../dsl/index.ts'
import { sourceOf } from './batches.ts'
import { type Context, inScope } from './context.ts'
import { describe, type Lowered, numbers } from './lowered.ts'
import { Refusal } from './refusal.ts'

type Lower = (s: Syntax) => Lowered
type ListOf = Extract<Lowered, { readonly _tag: 'List' }>

const listOf = (value: Lowered, what: string): ListOf => {
  if (value._tag !== 'List') throw new Refusal(`${what} must be a list over tasks`, describe(value))
  return value
}

export const lowerAppend = (s: SyntaxOf<'Append'>, lower: Lower): Lowered => {
  const list = listOf(lower(s.list), 'what is appended to')
  const element = s.values.map(lower)
  const width = list.kind._tag === 'List' ? list.kind.elements.length : 0
  if (element.length !== width) throw new Refusal(`an element of this list has ${width} slots`, `${element.length}`)
  return { ...list, elements: [...list.elements, element] }
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
    over._tag === 'List'
      ? over.elements.map((element, task) =>
          each(task, () =>
            s.bound.forEach((variable, i) => {
              c.variables.set(variable, element[i]!)
            }),
          ),
        )
      : over._tag === 'Host'
        ? Array.from({ length: pastTasksOf(c, s.over) }, (_, task) => each(task, () => undefined))
        : []
  if (over._tag !== 'List' && over._tag !== 'Host')
    throw new Refusal('`mapTasks` runs over a per-task list or a ring', describe(over))
  const kinds =
    elements[0]?.map((value): Kind => (value._tag === 'Numbers' ? value.kind : { _tag: 'Batch' })) ??
    s.body.map(() => ({ _tag: 'Scalar' }) as const)
  return { _tag: 'List', kind: { _tag: 'List', names: s.names, elements: kinds }, elements }
}

/** Pushing examples of the present task adds no past one, so a ring has as many as the slot that it came from. */
const pastTasksOf = (c: Context, s: Syntax): number => {
  const source = sourceOf(c, s)
  if (source._tag === 'Slot') return source.pastTasks
  if (source._tag === 'Ring') return 0
  throw new Refusal('`mapTasks` runs over a ring that is a slot of the state')
}

/** Σ or mean over past tasks; of none, zero. */
export const lowerTotal = (c: Context, s: SyntaxOf<'Total'>, lower: Lower): Lowered => {
  const list = listOf(lower(s.list), 'what is summed over tasks')
  const terms = list.elements.map((element) => numbers(element[0]!, 'an element of a sum over tasks'))
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
  const tensors = c.around.layouts[kind.network]?.tensors ?? []
  return { _tag: 'Numbers', kind, nodes: tensors.map(({ shape }) => c.o.constant(0, shape)) }
}

const elementKind = (list: Syntax): Kind => {
  const kind = kindOf(list)
  return kind._tag === 'List' ? (kind.elements[0] ?? { _tag: 'Scalar' }) : { _tag: 'Scalar' }
}
