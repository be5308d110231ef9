import { type Node, type NodeOf, type Rules, sizeOf } from '../../../../ir/index.ts'
import { extentsOf, isDense, laneOperands, operandOf, startsOf } from '../../fuse/index.ts'
import type { Instruction, Unit, Wiring } from '../../machine.ts'
import type { NativeKernels } from '../kernels/index.ts'
import type { Block, Heap } from './heap.ts'
import type { Movement } from './movement.ts'
import { reduction } from './reduction.ts'
import { sliding } from './sliding.ts'
import { transposition } from './transposition.ts'

/** `fused`: made together with others, see `devices/fuse/`. `structure`: no work of a kernel. */
type Elsewhere = 'fused' | 'structure'

const hostOnly = (node: Node): never => {
  throw new Error(`internal: ${node.primitive} is decided on the host and cannot be compiled for a device`)
}

/** How each primitive is made in the heap. */
export const rules = (
  heap: Heap,
  native: NativeKernels,
  move: Movement,
  given: ReadonlySet<Node>,
): Rules<Unit<Block> | Elsewhere> => {
  const structure = (): Elsewhere => 'structure'
  const fused = (): Elsewhere => 'fused'

  const unit = (
    node: Node,
    reads: readonly Node[],
    instruction: (wiring: Wiring<Block>) => Instruction,
  ): Unit<Block> => ({
    reads,
    makes: [node],
    instruction,
  })
  /** A new block for the node, filled from the offsets of what it reads. */
  const filled = (node: Node, reads: readonly Node[], work: (out: number, a: number, b: number) => void): Unit<Block> =>
    unit(node, reads, ({ values, slotOf }) => {
      const size = sizeOf(node.shape)
      const shelf = heap.shelf(size)
      const [a, b] = reads.map(slotOf)
      const to = slotOf(node)
      return () => {
        const out = heap.take(shelf, size)
        work(out.offset, a === undefined ? 0 : values[a]!.offset, b === undefined ? 0 : values[b]!.offset)
        values[to] = out
      }
    })

  /** A number everywhere, a view of what lies in order already, or a copy of what lies elsewhere. */
  const copied = (node: NodeOf<'broadcast' | 'slice'> & Node): Unit<Block> => {
    const { shape } = node
    const size = sizeOf(shape)
    const operand = operandOf(node, given)
    if ('constant' in operand) return filled(node, [], (out) => move.fill(operand.constant, out, size))
    const { holder, strides, from } = operand
    if (isDense(strides, shape))
      return unit(node, [holder], ({ values, slotOf }) => {
        const source = slotOf(holder)
        const to = slotOf(node)
        return () => {
          values[to] = heap.view(values[source]!, from, size)
        }
      })
    const kernel = native.elementwise({
      shape,
      inputs: [{ strides }],
      instructions: [{ operator: 'multiply', operands: [{ input: 0 }, { constant: 1 }] }],
      outputs: [0],
    })
    return filled(node, [holder], (out, a) => kernel([a + 4 * from], [out]))
  }

  return {
    input: structure,
    constant: structure,
    option: structure,
    loop: structure,
    final: structure,
    stack: structure,
    alias: structure,
    stopGradient: structure,
    reshape: structure,
    quadraticProgram: hostOnly,
    asked: hostOnly,
    branch: hostOnly,
    taken: hostOnly,
    negate: fused,
    absolute: fused,
    sign: fused,
    squareRoot: fused,
    exponential: fused,
    logarithm: fused,
    tanh: fused,
    sine: fused,
    cosine: fused,
    add: fused,
    subtract: fused,
    multiply: fused,
    divide: fused,
    maximum: fused,
    minimum: fused,
    less: fused,
    lessEqual: fused,
    equal: fused,
    select: fused,
    broadcast: (n) => copied(n),
    slice: (n) => copied(n),
    sum: (n) => filled(n, n.inputs, reduction(heap, native, 'sum', n.inputs[0]!.shape, n.attributes.axes)),
    maximumOver: (n) => filled(n, n.inputs, reduction(heap, native, 'maximum', n.inputs[0]!.shape, n.attributes.axes)),
    transpose: (n) => filled(n, n.inputs, transposition(native, n.inputs[0]!.shape, n.attributes.permutation)),
    matMul: (n) => {
      const { transposeLeft, transposeRight } = n.attributes
      const { m, k, n: columns, count } = extentsOf(n)
      const kernel = native.matMul(m, k, columns, transposeLeft, transposeRight)
      heap.reserve(kernel.scratchBytes)
      const places = laneOperands(n, given)
      if (places === undefined) return filled(n, n.inputs, (out, a, b) => kernel(a, b, out, heap.scratch()))
      const [lefts, rights] = places.map((place, i) => startsOf(place, n.inputs[i]!.shape).map((start) => 4 * start))
      const size = 4 * m * columns
      return filled(
        n,
        places.map(({ holder }) => holder),
        (out, a, b) => {
          const scratch = heap.scratch()
          for (let i = 0; i < count; i++) kernel(a + lefts![i]!, b + rights![i]!, out + i * size, scratch)
        },
      )
    },
    gather: (n) => {
      const [rows, ...rest] = n.inputs[0]!.shape
      const count = n.shape[0]!
      const width = sizeOf(rest)
      return filled(n, n.inputs, (out, a, indices) => move.gather(a, indices, out, rows!, count, width))
    },
    oneHot: (n) => {
      const { depth } = n.attributes
      const count = sizeOf(n.inputs[0]!.shape)
      return filled(n, n.inputs, (out, indices) => move.oneHot(indices, out, count, depth))
    },
    philox: (n) => filled(n, n.inputs, native.philox(n.attributes.counter, sizeOf(n.shape))),
    concat: (n) => {
      const size = sizeOf(n.shape)
      const inner = sizeOf(n.shape.slice(n.attributes.axis + 1))
      const widths = n.inputs.map((input) => input.shape[n.attributes.axis]! * inner)
      const stride = n.shape[n.attributes.axis]! * inner
      const outer = stride === 0 ? 0 : size / stride
      const shelf = heap.shelf(size)
      return unit(n, n.inputs, ({ values, slotOf }) => {
        const from = n.inputs.map(slotOf)
        const to = slotOf(n)
        return () => {
          const out = heap.take(shelf, size)
          let target = out.offset
          for (let row = 0; row < outer; row++)
            for (let i = 0; i < from.length; i++) {
              move.copy(values[from[i]!]!.offset + 4 * row * widths[i]!, target, widths[i]!)
              target += 4 * widths[i]!
            }
          values[to] = out
        }
      })
    },
    patches: (n) => {
      const { patches } = sliding(heap, native, move, n.inputs[0]!.shape, n.shape, n.attributes)
      return filled(n, n.inputs, patches)
    },
    unpatch: (n) => {
      const { unpatch } = sliding(heap, native, move, n.shape, n.inputs[0]!.shape, n.attributes)
      return filled(n, n.inputs, unpatch)
    },
    pad: (n) => {
      const of = n.inputs[0]!
      const size = sizeOf(n.shape)
      const width = of.shape.at(-1) ?? 1
      const starts = move.runs(n.shape, n.attributes.before, of.shape)
      return filled(n, n.inputs, (out, a) => {
        move.fill(0, out, size)
        for (let row = 0; row < starts.length; row++) move.copy(a + 4 * row * width, out + 4 * starts[row]!, width)
      })
    },
  }
}
