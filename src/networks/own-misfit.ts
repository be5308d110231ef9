import { builder, type Node, operations } from '../ir/index.ts'
import { messageOf } from '../message-of.ts'
import { placeOf } from '../source-place.ts'
import { counts, type Misfit, type Own, type Shape } from './layers/index.ts'
import type { TensorOfLayer } from './tensor.ts'

const isShape = (u: unknown): u is Shape =>
  Array.isArray(u) && u.every((side) => typeof side === 'number' && counts(side))

const roles: readonly unknown[] = ['weight', 'bias', 'scale', 'shift'] satisfies readonly TensorOfLayer['role'][]

const shown = (u: unknown): string =>
  Array.isArray(u) ? `[${u.join(', ')}]` : typeof u === 'object' ? 'an object' : String(u)

const isTensor = (u: unknown): u is TensorOfLayer => {
  if (typeof u !== 'object' || u === null) return false
  const { shape, role, fanIn = 1, fanOut = 1 } = u as Partial<TensorOfLayer>
  return isShape(shape) && roles.includes(role) && [fanIn, fanOut].every((fan) => Number.isFinite(fan) && fan > 0)
}

interface Where {
  readonly shape: Shape
  readonly outputs: number
  readonly ends: Readonly<Record<string, Shape>>
}

/** What its tensors are, by their names; or what is wrong with them. */
const tensorsMisfit = ({ definition, group }: Own, tensors: unknown): Misfit | undefined => {
  const what = 'the tensors of a layer must be an object of tensors { shape, role }'
  if (typeof tensors !== 'object' || tensors === null) return { rule: what, got: shown(tensors) }
  const odd = Object.entries(tensors).find(([, tensor]) => !isTensor(tensor))
  if (odd !== undefined)
    return {
      rule: `${what}, with whole numbers for shape and one of ${roles.join(', ')} for role`,
      got: `\`${odd[0]}\``,
    }
  return (Object.keys(tensors).length > 0 || definition.statistics !== undefined) && group === undefined
    ? { rule: 'a layer with tensors or statistics must have a `group`', got: `none for ${definition.name}` }
    : undefined
}

/** What it makes of a batch of two, on paper: nothing is computed. */
const forwardMisfit = (
  layer: Own,
  { shape, ends }: Where,
  tensors: Readonly<Record<string, TensorOfLayer>>,
  after: Shape,
): Misfit | undefined => {
  const { definition } = layer
  const o = operations(builder())
  const variable = (name: string, of: Shape): Node => o.build.variable(name, of)
  const batch = (of: Shape): Shape => [2, ...of]
  const value = variable('x', batch(shape))
  const inflow = {
    o,
    value,
    parameters: Object.fromEntries(
      Object.entries(tensors).map(([name, tensor]) => [name, variable(name, tensor.shape)]),
    ),
    ends: Object.fromEntries(Object.entries(ends).map(([part, end]) => [part, variable(part, batch(end))])),
    weights: variable('weights', [2]),
    ...(definition.isNoisy?.(layer as never) === true ? { uniform: (of: Shape) => variable('u', of) } : {}),
  }
  const moments = definition.statistics?.seen(inflow)
  const made: unknown = definition.forward(layer as never, { ...inflow, ...(moments === undefined ? {} : { moments }) })
  const rule = `the forward rule of ${definition.name} must give numbers of the shape [n, ${after.join(', ')}]`
  if (typeof made !== 'object' || made === null || !('primitive' in made)) return { rule, got: shown(made) }
  const { shape: got, type } = made as Node
  return `${got}` === `${batch(after)}` && type === 'float'
    ? undefined
    : { rule, got: type === 'float' ? `[n, ${got.slice(1).join(', ')}]` : 'truth values' }
}

/** Why a layer of one's own can't stand where it does, or what of its rule is no rule: its functions are tried, and may throw. */
export const ownMisfit = (layer: Own, where: Where): Misfit | undefined => {
  const { definition } = layer
  try {
    const refused = definition.misfit?.(layer as never, where)
    if (refused !== undefined) return { rule: `${refused.rule}`, got: `${refused.got}` }
    const after: unknown =
      definition.shapeAfter === undefined ? where.shape : definition.shapeAfter(layer as never, where)
    if (!isShape(after))
      return {
        rule: `\`shapeAfter\` of ${definition.name} must give a list of whole numbers, at least 1`,
        got: shown(after),
      }
    const tensors: unknown = definition.tensors === undefined ? {} : definition.tensors(layer as never, where)
    return (
      tensorsMisfit(layer, tensors) ??
      forwardMisfit(layer, where, tensors as Readonly<Record<string, TensorOfLayer>>, after)
    )
  } catch (error) {
    const place = placeOf(error)
    return {
      rule: `the rule of ${definition.name} must not throw`,
      got: `${messageOf(error)}${place === undefined ? '' : ` (${place})`}`,
    }
  }
}
