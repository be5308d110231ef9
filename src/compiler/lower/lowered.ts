import type { Kind } from '../../dsl/index.ts'
import type { Node } from '../../ir/index.ts'
import type { BatchNodes } from '../network.ts'
import { Refusal } from './refusal.ts'

/** What a term became: tensors for numbers (one a tensor of the network for parameters), or what is kept outside the device. */
export type Lowered =
  | { readonly _tag: 'Numbers'; readonly kind: Kind; readonly nodes: readonly Node[] }
  | ({ readonly _tag: 'Batch' } & BatchNodes)
  | { readonly _tag: 'List'; readonly kind: Kind; readonly elements: readonly (readonly Lowered[])[] }
  | { readonly _tag: 'Host' }

export const spell = (kind: Kind): string =>
  kind._tag === 'Params'
    ? `parameters of \`${kind.network}\``
    : kind._tag === 'List'
      ? 'a list over tasks'
      : `a ${kind._tag.toLowerCase()}`

export const describe = (value: Lowered): string =>
  value._tag === 'Numbers' && value.nodes.some((node) => node.type === 'bool')
    ? 'a condition'
    : value._tag === 'Numbers' || value._tag === 'List'
      ? spell(value.kind)
      : value._tag === 'Batch'
        ? 'a batch'
        : 'a memory'

export const numbers = (value: Lowered, what: string): Extract<Lowered, { readonly _tag: 'Numbers' }> => {
  if (value._tag !== 'Numbers') throw new Refusal(`${what} must be a scalar or parameters`, describe(value))
  return value
}

/** Whether a value can stand where one of this kind is due: a scalar spreads over parameters. */
export const fits = (value: Extract<Lowered, { readonly _tag: 'Numbers' }>, kind: Kind): boolean =>
  value.nodes.every((node) => node.type === 'float') &&
  (value.kind._tag === 'Scalar' ||
    (value.kind._tag === 'Params' && kind._tag === 'Params' && value.kind.network === kind.network))

export const scalarOf = (value: Lowered, what: string): Node => {
  const n = numbers(value, what)
  if (n.kind._tag !== 'Scalar') throw new Refusal(`${what} must be a scalar`, describe(value))
  return n.nodes[0]!
}

export const paramsOf = (value: Lowered, what: string): Extract<Lowered, { readonly _tag: 'Numbers' }> => {
  const n = numbers(value, what)
  if (n.kind._tag !== 'Params') throw new Refusal(`${what} must be parameters`, describe(value))
  return n
}

export const batchOfLowered = (value: Lowered, what: string): BatchNodes => {
  if (value._tag !== 'Batch') throw new Refusal(`${what} must be a batch`, describe(value))
  return value
}
