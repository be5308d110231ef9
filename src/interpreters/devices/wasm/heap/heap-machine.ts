import { applyRule, type Shape, sizeOf } from '../../../../ir/index.ts'
import { passesOf } from '../../fuse/index.ts'
import type { Machine } from '../../machine.ts'
import { whole } from '../../whole.ts'
import { dryKernels, type NativeKernels, nativeKernels, type Rounding } from '../kernels/index.ts'
import { convolutionUnits } from './convolution.ts'
import { fusedUnit } from './fused-unit.ts'
import { type Block, dryModule, type Heap, heap, type WasmModule } from './heap.ts'
import { type Movement, movement, noMovement } from './movement.ts'
import { type Numbers, rescaledUnits } from './rescaled-units.ts'
import { rules } from './rules.ts'

/** What a heap machine works with, and how numbers come to an offset and from there. */
interface Works {
  readonly blocks: Heap
  readonly native: NativeKernels
  readonly move: Movement
  readonly write: (offset: number, values: ArrayLike<number>) => void
  readonly values: (offset: number, elements: number) => ArrayLike<number>
  readonly numbers: Numbers
}

/** A machine of our own kernels on the heap of tfjs's wasm backend: elementwise work is fused, views and places are reused. */
export const heapMachine = (module: WasmModule, memory: WebAssembly.Memory, rounding?: Rounding): Machine<Block> => {
  const blocks = heap(module)
  const machine = machineOf({
    blocks,
    native: nativeKernels(memory, rounding),
    move: movement(blocks),
    write: (offset, values) => module.HEAPF32.set(values, offset >>> 2),
    values: (offset, elements) => module.HEAPF32.slice(offset >>> 2, (offset >>> 2) + elements),
    numbers: {
      at: (offset) => module.HEAPF32[offset >>> 2]!,
      put: (offset, value) => {
        module.HEAPF32[offset >>> 2] = value
      },
    },
  })
  return { ...machine, upload: (shape, values) => machine.upload(shape, whole(shape, values)) }
}

/** The same machine without a heap: every step is taken and every block counted, but no number is there. What is read is 0, a scale 1. */
export const dryHeapMachine = (): Machine<Block> =>
  machineOf({
    blocks: heap(dryModule()),
    native: dryKernels(),
    move: noMovement,
    write: () => {},
    values: (_, elements) => new Float32Array(elements),
    numbers: { at: () => 1, put: () => {} },
  })

/** About what stays in the caches beside what it is made from: beyond that, passes over all lanes wait for memory. */
const laneBytes = 2 ** 20

const machineOf = ({ blocks, native, move, write, values: read, numbers }: Works): Machine<Block> => {
  const constants = new Map<string, Block>()
  const filled = (elements: number, fill: (offset: number) => void): Block => {
    const block = blocks.take(blocks.shelf(elements), elements)
    fill(block.offset)
    return block
  }
  const upload = (shape: Shape, values: ArrayLike<number>): Block =>
    filled(sizeOf(shape), (offset) => write(offset, values))
  return {
    owns: (buffer): buffer is Block => 'heap' in buffer && buffer.heap === blocks,
    units: (order, loops, outputs, given) => {
      const { products, rescaled, fused, single } = passesOf(order, loops, outputs, given)
      const table = rules(blocks, native, move, given)
      return [
        ...convolutionUnits(blocks, native, move, products),
        ...rescaledUnits(blocks, native, numbers, rescaled, given),
        ...single.flatMap((node) => {
          const unit = applyRule(table, node)
          return typeof unit === 'string' ? [] : [unit]
        }),
        ...fused.map((pass) => fusedUnit(blocks, native, pass)),
      ]
    },
    laneBytes,
    constant: (value) => {
      const key = Object.is(value, -0) ? '-0' : String(value)
      const made = constants.get(key) ?? upload([], [value])
      constants.set(key, made)
      return made
    },
    retain: blocks.retain,
    release: blocks.release,
    row: (source, shape, index) => {
      const size = sizeOf(shape.slice(1))
      return blocks.view(source, index * size, size)
    },
    pack: (rows, shape) => {
      const size = sizeOf(shape.slice(1))
      return filled(sizeOf(shape), (offset) => {
        for (let i = 0; i < rows.length; i++) move.copy(rows[i]!.offset, offset + 4 * i * size, size)
      })
    },
    upload,
    read: async ({ offset, elements }) => read(offset, elements),
    references: () => blocks.references() - constants.size,
    held: () => blocks.held() - constants.size,
    peak: blocks.peak,
  }
}
