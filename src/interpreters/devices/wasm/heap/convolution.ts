import { type Node, type Shape, type Sliding, sizeOf } from '../../../../ir/index.ts'
import type { PatchProducts } from '../../fuse/index.ts'
import type { Unit, Wiring } from '../../machine.ts'
import type { NativeKernels } from '../kernels/index.ts'
import type { Block, Heap } from './heap.ts'
import type { Movement } from './movement.ts'
import { chunksOf, imageMoves } from './sliding.ts'

/** Patches of at least so many rows, and about so many bytes, are made and multiplied at a time. */
const rowsAtOnce = 128
const bytesAtOnce = 2 ** 19

/**
 * The units of products with patches. The patches are made chunk by chunk in the scratch area, which stays in the cache, and
 * never as a whole, which would be as many times as large as the images as a window has cells.
 */
export const convolutionUnits = (
  heap: Heap,
  native: NativeKernels,
  move: Movement,
  { gathering, spreading }: PatchProducts,
): readonly Unit<Block>[] => {
  const plan = (images: Shape, patches: Shape, sliding: Sliding) => {
    const [n, h, w, c] = images as readonly [number, number, number, number]
    const [, rows, columns, width] = patches as readonly [number, number, number, number]
    const places = rows * columns
    const most = Math.max(Math.floor(bytesAtOnce / (4 * places * width)), Math.ceil(rowsAtOnce / places))
    const chunks = chunksOf(n, most).map((chunk) => ({
      ...chunk,
      moves: imageMoves(heap, native, move, [chunk.images, h, w, c], [rows, columns], sliding),
    }))
    return { image: h * w * c, places, width, chunks }
  }
  /** Where patches and packed operands lie in the scratch area, behind padded images. */
  const reserve = (
    { places, width, chunks }: ReturnType<typeof plan>,
    kernels: readonly { readonly scratchBytes: number }[],
  ) => {
    const patchesAt = Math.ceil(Math.max(...chunks.map(({ moves }) => moves.scratchBytes)) / 64) * 64
    const packedAt = patchesAt + 4 * places * width * Math.max(...chunks.map(({ images }) => images))
    heap.reserve(packedAt + Math.max(...kernels.map(({ scratchBytes }) => scratchBytes)))
    return { patchesAt, packedAt }
  }
  const unit = (node: Node, reads: readonly [Node, Node], work: (out: number, a: number, b: number) => void) => ({
    reads,
    makes: [node],
    instruction: ({ values, slotOf }: Wiring<Block>) => {
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

  const gathered = ({ patches, by }: PatchProducts['gathering'][number]): Unit<Block> => {
    const planned = plan(patches.inputs[0]!.shape, patches.shape, patches.attributes)
    const { image, places, width, chunks } = planned
    const { transposeLeft: slope, transposeRight } = by.attributes
    const channels = by.shape[1]!
    const kernels = chunks.map(({ images }, i) =>
      slope
        ? native.matMul(width, images * places, channels, true, false, i > 0)
        : native.matMul(images * places, width, channels, false, transposeRight),
    )
    const { patchesAt, packedAt } = reserve(planned, kernels)
    return unit(by, [patches.inputs[0]!, by.inputs[1]!], (out, x, right) => {
      const scratch = heap.scratch()
      for (let i = 0; i < chunks.length; i++) {
        const { first, moves } = chunks[i]!
        moves.toPatches(x + 4 * first * image, scratch + patchesAt)
        const moved = 4 * first * places * channels
        kernels[i]!(scratch + patchesAt, slope ? right + moved : right, slope ? out : out + moved, scratch + packedAt)
      }
    })
  }

  const spread = ({ unpatch, by }: PatchProducts['spreading'][number]): Unit<Block> => {
    const planned = plan(unpatch.shape, unpatch.inputs[0]!.shape, unpatch.attributes)
    const { image, places, chunks } = planned
    const [left, right] = by.inputs as readonly [Node, Node]
    const inner = left.shape[1]!
    const kernels = chunks.map(({ images }) =>
      native.matMul(images * places, inner, by.shape[1]!, false, by.attributes.transposeRight),
    )
    const { patchesAt, packedAt } = reserve(planned, kernels)
    return unit(unpatch, [left, right], (out, a, b) => {
      const scratch = heap.scratch()
      for (let i = 0; i < chunks.length; i++) {
        const { first, moves } = chunks[i]!
        kernels[i]!(a + 4 * first * places * inner, b, scratch + patchesAt, scratch + packedAt)
        moves.fromPatches(scratch + patchesAt, out + 4 * first * image)
      }
    })
  }

  return [...gathering.map(gathered), ...spreading.map(spread)]
}
