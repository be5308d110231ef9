import { type Shape, sizeOf } from '../../../../ir/index.ts'
import { denseStrides } from '../../fuse/index.ts'
import type { NativeKernels } from '../kernels/index.ts'

/** Any transposition: of matrices where only the last two dimensions change places, else a copy by strides. */
export const transposition = (
  native: NativeKernels,
  shape: Shape,
  permutation: readonly number[],
): ((out: number, input: number) => void) => {
  // Dimensions of one element don't count, and those that stay together are one.
  const kept = permutation.filter((axis) => shape[axis] !== 1)
  const wide = shape.flatMap((extent, axis) => (extent === 1 ? [] : [axis]))
  const starts = kept.flatMap((axis, i) => (i > 0 && wide.indexOf(axis) === wide.indexOf(kept[i - 1]!) + 1 ? [] : [i]))
  const runs = starts.map((start, i) => kept.slice(start, starts[i + 1]))
  const sizes = runs.map((run) => sizeOf(run.map((axis) => shape[axis]!)))
  const order = [...runs.keys()].sort((a, b) => runs[a]![0]! - runs[b]![0]!)
  if (runs.length === 2) return flipped(native.transpose(sizes[1]!, sizes[0]!))
  if (runs.length === 3 && order[0] === 0) {
    const [count, columns, rows] = sizes as [number, number, number]
    const kernel = native.transpose(rows, columns)
    const bytes = 4 * rows * columns
    return (out, input) => {
      for (let i = 0; i < count; i++) kernel(input + i * bytes, out + i * bytes)
    }
  }
  const strides = permutation.map((axis) => denseStrides(shape)[axis]!)
  const kernel = native.elementwise({
    shape: permutation.map((axis) => shape[axis]!),
    inputs: [{ strides }],
    instructions: [{ operator: 'multiply', operands: [{ input: 0 }, { constant: 1 }] }],
    outputs: [0],
  })
  return (out, input) => kernel([input], [out])
}

const flipped =
  (kernel: (input: number, out: number) => void) =>
  (out: number, input: number): void =>
    kernel(input, out)
