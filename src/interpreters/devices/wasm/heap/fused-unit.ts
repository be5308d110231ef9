import { sizeOf } from '../../../../ir/index.ts'
import { type FusedPass, isDense } from '../../fuse/index.ts'
import type { Unit } from '../../machine.ts'
import type { NativeKernels } from '../kernels/index.ts'
import type { Block, Heap } from './heap.ts'

/** A pass as one kernel. Where an operand dies here and nothing else holds it, a result takes its place. */
export const fusedUnit = (heap: Heap, native: NativeKernels, { program, places, makes }: FusedPass): Unit<Block> => {
  const { shape } = program
  return {
    reads: places.map((place) => place.holder),
    makes,
    instruction: ({ values, slotOf, dies }) => {
      const kernel = native.elementwise(program)
      const size = sizeOf(shape)
      const shelf = heap.shelf(size)
      const from = places.map((place) => slotOf(place.holder))
      const shifts = places.map((place) => 4 * place.from)
      const to = makes.map(slotOf)
      const uses = new Map<number, number>()
      for (const slot of from) uses.set(slot, (uses.get(slot) ?? 0) + 1)
      const takeable = places
        .filter(
          ({ holder, strides }) =>
            isDense(strides, shape) && sizeOf(holder.shape) === size && dies(holder) && uses.get(slotOf(holder)) === 1,
        )
        .map((place) => slotOf(place.holder))
      const inputs = from.map(() => 0)
      const outputs = to.map(() => 0)
      const place = (): Block => {
        for (let i = 0; i < takeable.length; i++) {
          const block = values[takeable[i]!]!
          if (block.references === 1 && block.parent === undefined) return heap.retain(block)
        }
        return heap.take(shelf, size)
      }
      return () => {
        for (let i = 0; i < from.length; i++) inputs[i] = values[from[i]!]!.offset + shifts[i]!
        for (let i = 0; i < to.length; i++) {
          const out = place()
          outputs[i] = out.offset
          values[to[i]!] = out
        }
        kernel(inputs, outputs)
      }
    },
  }
}
