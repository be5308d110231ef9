import { type Node, sizeOf } from '../../../../ir/index.ts'
import type { Unit } from '../../machine.ts'
import type { FusedOperator, Instruction, NativeKernels, Operand as Slot } from '../kernels/index.ts'
import { type Group, isDirect, operandsOf } from './fuse.ts'
import type { Block, Heap } from './heap.ts'
import { isDense, type Place } from './layout.ts'

const samePlace = (a: Place, b: Place): boolean =>
  a.holder === b.holder && a.from === b.from && a.strides.every((stride, i) => stride === b.strides[i])

/** A group as one kernel. Where an operand dies here and nothing else holds it, a result takes its place. */
export const fusedUnit = (heap: Heap, native: NativeKernels, group: Group, given: ReadonlySet<Node>): Unit<Block> => {
  const { shape, members, wanted } = group
  const places: Place[] = []
  const byHolder = new Map<Node, number[]>()
  const inputOf = (operand: Place): number => {
    const known = byHolder.get(operand.holder) ?? []
    byHolder.set(operand.holder, known)
    const input = known.find((i) => samePlace(places[i]!, operand)) ?? places.push(operand) - 1
    if (!known.includes(input)) known.push(input)
    return input
  }
  const numbers = new Map<Node, number>()
  const instructions = members.map((node, number): Instruction => {
    const operands = operandsOf(node, given).map((operand): Slot => {
      if ('constant' in operand) return { constant: operand.constant }
      const value = isDirect(operand, shape, given) ? numbers.get(operand.holder) : undefined
      if (value !== undefined) return { value }
      return { input: inputOf(operand) }
    })
    numbers.set(node, number)
    return { operator: node.primitive as FusedOperator, operands }
  })
  return {
    reads: places.map((place) => place.holder),
    makes: wanted,
    instruction: ({ values, slotOf, dies }) => {
      const kernel = native.elementwise({
        shape,
        inputs: places,
        instructions,
        outputs: wanted.map((node) => numbers.get(node)!),
      })
      const size = sizeOf(shape)
      const shelf = heap.shelf(size)
      const from = places.map((place) => slotOf(place.holder))
      const shifts = places.map((place) => 4 * place.from)
      const to = wanted.map(slotOf)
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
