import { type Node, type NodeOf, type Sliding, sizeOf } from '../../../ir/index.ts'
import { holderOf, type Unit } from '../schedule/index.ts'
import type { NativeKernels } from '../wasm/index.ts'
import type { Block, Heap } from './heap.ts'
import type { Movement } from './movement.ts'
import { type ImageMoves, imageMoves } from './sliding.ts'

/** Patches of at least so many rows, and about so many bytes, are made and multiplied at a time. */
const rowsAtOnce = 128
const bytesAtOnce = 2 ** 19

type Product = NodeOf<'matMul'> & Node
type Patches = NodeOf<'patches'> & Node
type Unpatch = NodeOf<'unpatch'> & Node

/** Products with patches that are made chunk by chunk in the scratch area, never as a whole: what takes part, and the units. */
export interface Convolutions {
  readonly units: readonly Unit<Block>[]
  readonly members: ReadonlySet<Node>
}

interface Chunk {
  readonly first: number
  readonly images: number
}

const chunksOf = (images: number, rows: number, bytes: number): readonly Chunk[] => {
  const most = Math.max(1, Math.floor(bytesAtOnce / bytes), Math.ceil(rowsAtOnce / rows))
  const each = Math.ceil(images / Math.ceil(images / most))
  return Array.from({ length: Math.ceil(images / each) }, (_, i) => ({
    first: i * each,
    images: Math.min(each, images - i * each),
  }))
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

export const convolutions = (
  heap: Heap,
  native: NativeKernels,
  move: Movement,
  order: readonly Node[],
  wholes: readonly Node[],
  given: ReadonlySet<Node>,
): Convolutions => {
  const readers = readersOf(order, wholes, given)
  const holder = (node: Node): Node => holderOf(node, given)

  /** A product whose left operand are these patches: a convolution, or (transposed) the slope of its filter. */
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
  const gathering = order.filter(
    (node): node is Patches =>
      node.primitive === 'patches' &&
      (readers.get(node) ?? []).length > 0 &&
      (readers.get(node) ?? []).every((by) => multiplies(node, by)),
  )
  const products = gathering.flatMap((patches) =>
    [...new Set(readers.get(patches) ?? [])].flatMap((by) => (multiplies(patches, by) ? [{ patches, by }] : [])),
  )
  const taken = new Set<Node>([...gathering, ...products.map(({ by }) => by)])
  /** A product that only this node reads, as patches: the slope of a convolution's input. */
  const spreading = order.flatMap((node) => {
    if (node.primitive !== 'unpatch') return []
    const by = holder(node.inputs[0]!)
    return by.primitive === 'matMul' &&
      !given.has(by) &&
      !taken.has(by) &&
      !by.attributes.transposeLeft &&
      readers.get(by)?.length === 1 &&
      isMatrixOf(by, node.inputs[0]!)
      ? [{ unpatch: node as Unpatch, by: by as Product }]
      : []
  })

  const plan = (images: Node, patches: Node, sliding: Sliding) => {
    const [n, h, w, c] = images.shape as readonly [number, number, number, number]
    const [, rows, columns] = patches.shape as readonly [number, number, number, number]
    const one = imageMoves(heap, native, move, [h, w, c], [rows, columns], sliding)
    return { one, places: rows * columns, chunks: chunksOf(n, rows * columns, 4 * one.patches) }
  }
  /** Where patches and packed operands lie in the scratch area, behind a padded image. */
  const reserve = (
    one: ImageMoves,
    chunks: readonly Chunk[],
    kernels: readonly { readonly scratchBytes: number }[],
  ) => {
    const patchesAt = Math.ceil(one.scratchBytes / 64) * 64
    const packedAt = patchesAt + 4 * one.patches * Math.max(...chunks.map(({ images }) => images))
    heap.reserve(packedAt + Math.max(...kernels.map(({ scratchBytes }) => scratchBytes)))
    return { patchesAt, packedAt }
  }
  const unit = (node: Node, reads: readonly [Node, Node], work: (out: number, a: number, b: number) => void) => ({
    reads,
    makes: [node],
    instruction: ({ values, slotOf }: Parameters<Unit<Block>['instruction']>[0]) => {
      const size = sizeOf(node.shape)
      const shelf = heap.shelf(size)
      const [a, b] = reads.map(slotOf) as [number, number]
      const to = slotOf(node)
      return () => {
        const out = heap.take(shelf, size)
        work(out.offset, values[a]!.offset, values[b]!.offset)
        values[to] = out
      }
    },
  })

  const gathered = ({ patches, by }: { readonly patches: Patches; readonly by: Product }): Unit<Block> => {
    const { one, places, chunks } = plan(patches.inputs[0]!, patches, patches.attributes)
    const { transposeLeft: slope, transposeRight } = by.attributes
    const width = patches.shape[3]!
    const channels = by.shape[1]!
    const kernels = chunks.map(({ images }, i) =>
      slope
        ? native.matMul(width, images * places, channels, true, false, i > 0)
        : native.matMul(images * places, width, channels, false, transposeRight),
    )
    const { patchesAt, packedAt } = reserve(one, chunks, kernels)
    return unit(by, [patches.inputs[0]!, by.inputs[1]!], (out, x, right) => {
      const scratch = heap.scratch()
      for (let i = 0; i < chunks.length; i++) {
        const { first, images } = chunks[i]!
        for (let k = 0; k < images; k++)
          one.toPatches(x + 4 * (first + k) * one.image, scratch + patchesAt + 4 * k * one.patches)
        const moved = 4 * first * places * channels
        kernels[i]!(scratch + patchesAt, slope ? right + moved : right, slope ? out : out + moved, scratch + packedAt)
      }
    })
  }

  const spread = ({ unpatch, by }: { readonly unpatch: Unpatch; readonly by: Product }): Unit<Block> => {
    const { one, places, chunks } = plan(unpatch, unpatch.inputs[0]!, unpatch.attributes)
    const [left, right] = by.inputs as readonly [Node, Node]
    const inner = left.shape[1]!
    const kernels = chunks.map(({ images }) =>
      native.matMul(images * places, inner, by.shape[1]!, false, by.attributes.transposeRight),
    )
    const { patchesAt, packedAt } = reserve(one, chunks, kernels)
    return unit(unpatch, [left, right], (out, a, b) => {
      const scratch = heap.scratch()
      for (let i = 0; i < chunks.length; i++) {
        const { first, images } = chunks[i]!
        kernels[i]!(a + 4 * first * places * inner, b, scratch + patchesAt, scratch + packedAt)
        for (let k = 0; k < images; k++)
          one.fromPatches(scratch + patchesAt + 4 * k * one.patches, out + 4 * (first + k) * one.image)
      }
    })
  }

  return {
    units: [...products.map(gathered), ...spreading.map(spread)],
    members: new Set([...taken, ...spreading.flatMap(({ unpatch, by }) => [unpatch, by])]),
  }
}
