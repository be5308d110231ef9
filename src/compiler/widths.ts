import { copiesFrom, factorsOf, tensorsFrom, type Width, widthsOf } from '../dsl/index.ts'
import type { Shape } from '../ir/index.ts'
import {
  denseGroups,
  type Interface,
  type Layout,
  layerNamed,
  type Network,
  notDense,
  sizesAt,
  type Tensor,
} from '../networks/index.ts'

/** How many numbers rows of a width have, where a network between such an input and outputs says it. */
export const numbersIn = (width: Width, network: Network, between: Interface): number | undefined => {
  if (typeof width === 'number') return width
  if (width === 'outputs') return between.outputs
  if (width === 'inputs') return between.inputShape.reduce((a, b) => a * b, 1)
  const [, side, group] = typeof width === 'string' ? (/^(features|preactivations):(.*)$/.exec(width) ?? []) : []
  if (group === undefined) return undefined
  const at = side === 'features' ? 'before' : 'after'
  return sizesAt(network, between)[layerNamed(network, group, at)]?.[at]
}

/** The layouts of what is made of other parameters, a number a tensor or copies, by the names of what they are of. */
export const madeLayouts = (
  names: Iterable<string>,
  known: Readonly<Record<string, Layout>>,
): Readonly<Record<string, Layout>> => {
  const layoutOf = (name: string): Layout | undefined => {
    const [from, copies] = [tensorsFrom(name), copiesFrom(name)]
    const of = from ?? copies?.network
    if (of === undefined) return known[name]
    const layout = layoutOf(of)
    const shaped = (shape: Shape): Shape => (copies === undefined ? [] : [copies.count, ...shape])
    return layout && { tensors: layout.tensors.map((tensor) => ({ ...tensor, shape: shaped(tensor.shape) })) }
  }
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const layout = Object.hasOwn(known, name) ? undefined : layoutOf(name)
      return layout === undefined ? [] : [[name, layout]]
    }),
  )
}

/** The layout of the Kronecker factors of a network's layers, if it has any: of each dense one two square matrices. */
export const factorLayouts = (network: Network, between: Interface): Readonly<Record<string, Layout>> => {
  const groups = denseGroups(network)
  if (notDense(network) !== undefined || groups.length === 0) return {}
  const sizes = sizesAt(network, between)
  const square = (group: string, name: string, size: number): Tensor => ({
    name: `${group}.${name}`,
    group,
    shape: [size, size],
    fanIn: size,
    fanOut: size,
    role: 'weight',
  })
  const tensors = groups.flatMap((group) => [
    square(group, 'inputs', sizes[group]!.before + 1),
    square(group, 'outputs', sizes[group]!.after),
  ])
  return { [factorsOf('learner')]: { tensors } }
}

/** The layouts of matrices, by the names of what they are of; one whose widths the network does not have, has none. */
export const matrixLayouts = (
  names: Iterable<string>,
  network: Network,
  between: Interface,
): Readonly<Record<string, Layout>> =>
  Object.fromEntries(
    [...names].flatMap((name): readonly (readonly [string, Layout])[] => {
      const sizes = widthsOf(name)?.map((width) => numbersIn(width, network, between))
      const [rows, columns] = sizes ?? []
      if (rows === undefined || columns === undefined) return []
      const fans = { fanIn: rows, fanOut: columns }
      return [
        [name, { tensors: [{ name: 'matrix', group: 'matrix', shape: [rows, columns], ...fans, role: 'weight' }] }],
      ]
    }),
  )
