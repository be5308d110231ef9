import { type Shape, sizeOf } from '../../../../ir/index.ts'
import type { NativeKernels, Reduction } from '../kernels/index.ts'
import type { Heap } from './heap.ts'

/** Runs of neighbouring axes, the last first. */
const runsOf = (axes: readonly number[]): readonly { readonly first: number; readonly last: number }[] => {
  const firsts = axes.filter((axis) => !axes.includes(axis - 1))
  const lasts = axes.filter((axis) => !axes.includes(axis + 1))
  const falling = (list: readonly number[]): readonly number[] => [...list].sort((a, b) => b - a)
  return falling(firsts).map((first, i) => ({ first, last: falling(lasts)[i]! }))
}

/** A reduction over any axes: one kernel call for each run of neighbouring ones, results in between on the heap. */
export const reduction = (
  heap: Heap,
  native: NativeKernels,
  operator: Reduction,
  shape: Shape,
  axes: readonly number[],
): ((out: number, input: number) => void) => {
  const runs = runsOf(axes)
  const steps = runs.map(({ first, last }, done) => {
    const removed = runs
      .slice(0, done)
      .flatMap((run) => shape.flatMap((_, i) => (i >= run.first && i <= run.last ? [i] : [])))
    const left = shape.map((extent, i) => (removed.includes(i) ? 1 : extent))
    const [outer, reduced, inner] = [
      sizeOf(left.slice(0, first)),
      sizeOf(left.slice(first, last + 1)),
      sizeOf(left.slice(last + 1)),
    ]
    return { kernel: native.reduce(operator, outer, reduced, inner), size: outer * inner }
  })
  const [only, ...more] = steps
  if (more.length === 0) return (out, input) => only!.kernel(input, out)
  return (out, input) => {
    const between = steps.slice(0, -1).map(({ size }) => heap.take(heap.shelf(size), size))
    steps.forEach(({ kernel }, i) => {
      kernel(i === 0 ? input : between[i - 1]!.offset, between[i]?.offset ?? out)
    })
    between.forEach(heap.release)
  }
}
