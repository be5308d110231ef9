import type { Node } from '../../../ir/index.ts'
import { holderOf } from '../holder.ts'
import { fuse, isElementwise, operandOf } from './fuse.ts'
import { type FusedPass, fusedPass } from './fused-pass.ts'
import { laneOperands } from './lane-products.ts'
import { placeOf } from './layout.ts'
import { type PatchProducts, patchProducts } from './patch-products.ts'
import { type RescaledSum, rescaledSums, scalesOf } from './rescaled-sums.ts'

/** Which nodes become one pass over memory each, for any device that makes its own passes. Nothing here knows how one is made. */
export interface Passes {
  /** Products whose patches are never made as a whole. */
  readonly products: PatchProducts
  /** Sums that a look at their scales may decide. */
  readonly rescaled: readonly RescaledSum[]
  /** Elementwise work. */
  readonly fused: readonly FusedPass[]
  /** All other nodes but loops: each by itself. */
  readonly single: readonly Node[]
}

/** A loop, as far as it is known here: the nodes that it reads. */
interface Reading {
  readonly reads: readonly Node[]
}

const readsOfRescaled = (sum: RescaledSum, given: ReadonlySet<Node>): readonly Node[] => [
  ...(sum.plain === undefined ? [] : [sum.plain]),
  ...scalesOf(sum),
  ...sum.parts.flatMap(({ factors }) => factors.map(({ of }) => placeOf(of, given).holder)),
]

/** What is read for a node that is made by itself. */
const readsOfSingle = (node: Node, given: ReadonlySet<Node>): readonly Node[] => {
  if (node.primitive === 'final' || node.primitive === 'stack') return [node.inputs[0]!]
  const matrices = laneOperands(node, given)
  if (matrices !== undefined) return matrices.map(({ holder }) => holder)
  if (node.primitive !== 'broadcast' && node.primitive !== 'slice') return node.inputs
  const operand = operandOf(node, given)
  return 'holder' in operand ? [operand.holder] : []
}

/**
 * The passes that make the nodes of `order`, operands first, without those that only rename their operand's values. What is `given`
 * is there; `outputs` and what loops read is read from outside.
 */
export const passesOf = (
  order: readonly Node[],
  loops: ReadonlyMap<Node, Reading>,
  outputs: readonly Node[],
  given: ReadonlySet<Node>,
): Passes => {
  const holder = (node: Node): Node => holderOf(node, given)
  const products = patchProducts(order, [...outputs, ...[...loops.values()].flatMap(({ reads }) => reads)], given)
  const rescaled = rescaledSums(order, given)
  const reads = new Map<Node, readonly Node[]>([
    ...[...loops].map(([node, loop]) => [node, loop.reads] as const),
    ...products.gathering.map(({ patches, by }) => [by, [patches.inputs[0]!, by.inputs[1]!]] as const),
    ...products.spreading.map(({ unpatch, by }) => [unpatch, by.inputs] as const),
    ...rescaled.map((sum) => [sum.sum, readsOfRescaled(sum, given)] as const),
  ])
  const sums = rescaled.map(({ sum }) => sum)
  const made = new Set([...products.members, ...sums])
  const there = new Set([...given, ...sums])
  const groups = fuse(
    order,
    (node) => (reads.get(node) ?? (made.has(node) ? [] : readsOfSingle(node, given))).map(holder),
    new Set(outputs.map(holder)),
    there,
  )
  return {
    products,
    rescaled,
    fused: groups.map((group) => fusedPass(group, there)),
    single: order.filter((node) => !made.has(node) && !loops.has(node) && !isElementwise(node)),
  }
}
