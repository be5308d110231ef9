import type { Variable } from '../../dsl/index.ts'
import type { Node } from '../../ir/index.ts'
import type { Context } from './context.ts'
import { fits, type Lowered, mapFields, memoryOf, numbers } from './lowered.ts'
import { internal } from './refusal.ts'

/** The tensors of what a loop carries: of a list those of its elements, one after the other; of a memory what it keeps beside its examples. */
export const tensorsOfValue = (value: Lowered): readonly Node[] => {
  switch (value._tag) {
    case 'Numbers':
      return value.nodes
    case 'List':
      return value.elements.flatMap((element) => element.flatMap((part) => numbers(part).nodes))
    case 'Host':
      return [
        ...Object.values(value.fields ?? {}),
        ...[value.token, value.taken].flatMap((node) => (node === undefined ? [] : [node])),
      ]
    default:
      return []
  }
}

/** The same value with other tensors, made of its own in their order. */
export const withTensorsBy = (f: (node: Node) => Node): ((value: Lowered) => Lowered) => {
  const changed = (value: Lowered): Lowered => {
    switch (value._tag) {
      case 'Numbers':
        return { ...value, nodes: value.nodes.map(f) }
      case 'List':
        return { ...value, elements: value.elements.map((element) => element.map(changed)) }
      case 'Host':
        return {
          ...value,
          ...(value.fields === undefined ? {} : { fields: mapFields(value.fields, f) }),
          ...(value.token === undefined ? {} : { token: f(value.token) }),
          ...(value.taken === undefined ? {} : { taken: f(value.taken) }),
        }
      default:
        return value
    }
  }
  return changed
}

const isCarried = (variable: Variable, value: Lowered): boolean =>
  variable.kind._tag === 'List' ? value._tag === 'List' : variable.kind._tag !== 'Memory' && value._tag === 'Numbers'

/** What stands for a variable before the first turn. */
export const startOf = (variable: Variable, initial: Lowered): Lowered => {
  if (variable.kind._tag === 'Memory') return memoryOf(initial)
  if (!isCarried(variable, initial))
    return internal('what a loop starts from is of the kind that it carries', variable.name)
  return { ...initial, kind: variable.kind } as Lowered
}

/** What stands for a variable after a turn, in the shapes of before it: a scalar spreads over parameters, as arithmetic does. */
export const nextOf = (c: Context, variable: Variable, next: Lowered, before: Lowered): Lowered => {
  if (variable.kind._tag === 'Memory') {
    const [{ fields = {}, token }, after] = [memoryOf(before), memoryOf(next)]
    // In the order in which the loop carries them.
    const kept = Object.keys(fields).map((name) => [name, after.fields?.[name] ?? internal('a field goes on', name)])
    const waits = token === undefined ? {} : { token: after.token ?? token }
    return { ...after, ...waits, ...(kept.length === 0 ? {} : { fields: Object.fromEntries(kept) }) }
  }
  if (!isCarried(variable, next)) return internal(`a step keeps the kind of \`${variable.name}\``)
  if (next._tag === 'List') return { ...next, kind: variable.kind }
  const [value, due] = [numbers(next), numbers(before)]
  if (!fits(value, variable.kind)) return internal(`a step keeps the kind of \`${variable.name}\``)
  const part = (i: number): Node => value.nodes[value.kind._tag === 'Params' ? i : 0]!
  return { ...due, nodes: due.nodes.map((target, i) => c.o.broadcast(part(i), target.shape)) }
}
