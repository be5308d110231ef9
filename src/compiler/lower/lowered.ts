import type { Kind } from '../../dsl/index.ts'
import type { Node } from '../../ir/index.ts'
import type { BatchNodes } from '../network.ts'
import { internal } from './refusal.ts'

/** What a term became: tensors for numbers (one a tensor of the network for parameters, one for rows), or what is kept outside the device. */
export type Lowered =
  | { readonly _tag: 'Numbers'; readonly kind: Kind; readonly nodes: readonly Node[] }
  | ({ readonly _tag: 'Batch' } & BatchNodes)
  /** Batches of one length, a row each, [m, n, …]; of the examples of each the first `support` are its support. */
  | ({ readonly _tag: 'Episodes'; readonly support: number } & BatchNodes)
  /** Elements, of which those with a condition are there where that holds: a list may be padded. What was made of all of them at once is
   * rows too, one an element, of each of their parts; with 1 for each that is there and 0 for the others, [elements], if some are not. */
  | {
      readonly _tag: 'List'
      readonly kind: Kind
      readonly elements: readonly (readonly Lowered[])[]
      readonly present?: readonly (Node | undefined)[]
      readonly rows?: { readonly parts: readonly Numbers[]; readonly there?: Node }
    }
  /** A memory: the host has its examples, and what it keeps beside them is rows, [capacity, width], by name.
   * Where computed numbers decide which examples it has, there is a token: who reads it waits for that. Where the device follows it by
   * itself, it knows which places are taken: 1 at these, 0 at the others. */
  | { readonly _tag: 'Host'; readonly fields?: Fields; readonly token?: Node; readonly taken?: Node }

export type Fields = NonNullable<BatchNodes['fields']>

export const mapFields = (fields: Fields, f: (rows: Node) => Node): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, rows]) => [name, f(rows)]))

const spell = (kind: Kind): string =>
  kind._tag === 'Params'
    ? `parameters of \`${kind.network}\``
    : kind._tag === 'List'
      ? 'a list over tasks'
      : `a ${kind._tag.toLowerCase()}`

const describe = (value: Lowered): string =>
  value._tag === 'Numbers' && value.nodes.some((node) => node.type === 'bool')
    ? 'a condition'
    : value._tag === 'Numbers' || value._tag === 'List'
      ? spell(value.kind)
      : value._tag === 'Host'
        ? 'a memory'
        : value._tag === 'Batch'
          ? 'a batch'
          : 'episodes'

export type Numbers = Extract<Lowered, { readonly _tag: 'Numbers' }>

export const numbers = (value: Lowered): Numbers =>
  value._tag === 'Numbers' ? value : internal('a scalar, parameters or rows are due', describe(value))

/** Rows of numbers, [n, width]. */
export const rowsIn = (value: Lowered): Node =>
  value._tag === 'Numbers' && value.kind._tag === 'Rows' ? value.nodes[0]! : internal('rows are due', describe(value))

/** Whether a value can stand where one of this kind is due: a scalar spreads over parameters and rows. */
export const fits = (value: Numbers, kind: Kind): boolean =>
  value.nodes.every((node) => node.type === 'float') &&
  (value.kind._tag === 'Scalar' ||
    (value.kind._tag === 'Rows' && kind._tag === 'Rows') ||
    (value.kind._tag === 'Params' && kind._tag === 'Params' && value.kind.network === kind.network))

export const scalarOf = (value: Lowered): Node =>
  value._tag === 'Numbers' && value.kind._tag === 'Scalar'
    ? value.nodes[0]!
    : internal('a scalar is due', describe(value))

/** Parameters: of a network, where it is said of which. */
export const paramsOf = (value: Lowered, network?: string): Numbers =>
  value._tag === 'Numbers' && value.kind._tag === 'Params' && (network ?? value.kind.network) === value.kind.network
    ? value
    : internal(network === undefined ? 'parameters are due' : `parameters of \`${network}\` are due`, describe(value))

export const batchOf = (value: Lowered): BatchNodes =>
  value._tag === 'Batch' ? value : internal('a batch is due', describe(value))

export const memoryOf = (value: Lowered): Extract<Lowered, { readonly _tag: 'Host' }> =>
  value._tag === 'Host' ? value : internal('a memory is due', describe(value))

export const episodesOf = (value: Lowered): Extract<Lowered, { readonly _tag: 'Episodes' }> =>
  value._tag === 'Episodes' ? value : internal('episodes are due', describe(value))

export const listOf = (value: Lowered): Extract<Lowered, { readonly _tag: 'List' }> =>
  value._tag === 'List' ? value : internal('a list over tasks is due', describe(value))

/** Applies an operation tensor by tensor; scalars spread. */
export const spread = (operands: readonly Numbers[], f: (...nodes: readonly Node[]) => Node): Numbers => {
  const widest =
    operands.find((v) => v.kind._tag === 'Params') ??
    operands.find((v) => v.kind._tag === 'Rows' && v.kind.width !== 1) ??
    operands.find((v) => v.kind._tag === 'Rows') ??
    operands[0]!
  for (const { kind } of operands)
    if (kind._tag === 'Params' && widest.kind._tag === 'Params' && kind.network !== widest.kind.network)
      return internal('operands are of one network', `${widest.kind.network} and ${kind.network}`)
  return {
    _tag: 'Numbers',
    kind: widest.kind,
    nodes: widest.nodes.map((_, i) => f(...operands.map((v) => v.nodes[v.kind._tag === 'Params' ? i : 0]!))),
  }
}
