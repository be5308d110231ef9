import { type Node, type NodeOf, sizeOf } from '../../../ir/index.ts'
import { holderOf } from '../holder.ts'

export type Product = NodeOf<'matMul'> & Node
export type Patches = NodeOf<'patches'> & Node
export type Unpatch = NodeOf<'unpatch'> & Node

/** Products of which one side are patches that nothing else reads. */
export interface PatchProducts {
  /** Patches times a matrix: a convolution, or (the patches transposed) the slope of its filter. */
  readonly gathering: readonly { readonly patches: Patches; readonly by: Product }[]
  /** A product that is patches, summed back to images: the slope of a convolution's input. */
  readonly spreading: readonly { readonly unpatch: Unpatch; readonly by: Product }[]
  /** All nodes that take part. */
  readonly members: ReadonlySet<Node>
}

/** Who reads each value. What is read by a loop, or from outside, has a reader of its own: `undefined`. */
const readersOf = (
  order: readonly Node[],
  wholes: readonly Node[],
  given: ReadonlySet<Node>,
): ReadonlyMap<Node, readonly (Node | undefined)[]> => {
  const readers = new Map<Node, (Node | undefined)[]>()
  const note = (read: Node, by: Node | undefined): void => {
    const holder = holderOf(read, given)
    const known = readers.get(holder)
    if (known === undefined) readers.set(holder, [by])
    else known.push(by)
  }
  for (const node of order) for (const input of node.inputs) note(input, node)
  for (const node of wholes) note(node, undefined)
  return readers
}

const isMatrixOf = (matrix: Node, patches: Node): boolean =>
  matrix.shape.length === 2 && matrix.shape[1] === patches.shape[3] && sizeOf(patches.shape) > 0

/** `wholes`: what is read beside the nodes of `order`, by loops and from outside. */
export const patchProducts = (
  order: readonly Node[],
  wholes: readonly Node[],
  given: ReadonlySet<Node>,
): PatchProducts => {
  const readers = readersOf(order, wholes, given)
  const holder = (node: Node): Node => holderOf(node, given)

  const multiplies = (patches: Patches, by: Node | undefined): by is Product => {
    if (by?.primitive !== 'matMul') return false
    const [left, right] = by.inputs as readonly [Node, Node]
    const { transposeLeft, transposeRight } = by.attributes
    return (
      holder(left) === patches &&
      isMatrixOf(left, patches) &&
      holder(right) !== patches &&
      !(transposeLeft && transposeRight)
    )
  }
  const gathering = order.flatMap((patches) => {
    if (patches.primitive !== 'patches') return []
    const own = readers.get(patches) ?? []
    const products = own.flatMap((by) => (multiplies(patches, by) ? [{ patches, by }] : []))
    return products.length === own.length ? products : []
  })
  const taken = new Set<Node>(gathering.flatMap(({ patches, by }) => [patches, by]))
  const spreading = order.flatMap((unpatch) => {
    if (unpatch.primitive !== 'unpatch') return []
    const by = holder(unpatch.inputs[0]!)
    const alone = by.primitive === 'matMul' && !given.has(by) && !taken.has(by) && readers.get(by)?.length === 1
    return alone && !by.attributes.transposeLeft && isMatrixOf(by, unpatch.inputs[0]!) ? [{ unpatch, by }] : []
  })
  return {
    gathering,
    spreading,
    members: new Set([...taken, ...spreading.flatMap(({ unpatch, by }) => [unpatch, by])]),
  }
}
