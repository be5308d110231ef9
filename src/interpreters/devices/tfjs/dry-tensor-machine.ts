import { applyRule, type ElementType, type Shape, sizeOf } from '../../../ir/index.ts'
import type { Buffer, Machine } from '../machine.ts'
import { tally } from '../tally.ts'
import { rules } from './rules.ts'
import type { Kernels } from './store.ts'
import { laneBytes } from './tensor-machine.ts'

/** A tensor of which only the size is there. */
interface Outline extends Buffer {
  readonly bytes: number
  references: number
}

const absent: Kernels = {
  kernel: (name) => () => {
    throw new Error(`internal: ${name} was called in a dry run`)
  },
  discard: () => {},
  onHost: () => {
    throw new Error('internal: the host was asked for numbers in a dry run')
  },
}

/**
 * The machine of tfjs's kernels without the kernels: every unit is taken and every tensor counted, but no number is there. What is
 * read is 0.
 */
export const dryTensorMachine = (): Machine<Outline> => {
  const bytes = tally()
  let [references, held] = [0, 0]
  const made = (shape: Shape, type: ElementType = 'float'): Outline => {
    const outline = { bytes: (type === 'bool' ? 1 : 4) * sizeOf(shape), references: 1 }
    bytes.take(outline.bytes)
    references += 1
    held += 1
    return outline
  }
  const constants = new Map<string, Outline>()
  return {
    owns: (buffer): buffer is Outline => 'bytes' in buffer,
    units: (order, _loops, _outputs, given) => {
      const table = rules(absent, given)
      return order.flatMap((node) => {
        const lowering = applyRule(table, node)
        return lowering === 'structure'
          ? []
          : [
              {
                reads: lowering.reads,
                makes: [node],
                instruction: ({ values, slotOf }) => {
                  const to = slotOf(node)
                  return () => {
                    values[to] = made(node.shape, node.type)
                  }
                },
              },
            ]
      })
    },
    laneBytes,
    constant: (value) => {
      const key = Object.is(value, -0) ? '-0' : String(value)
      const known = constants.get(key) ?? made([])
      constants.set(key, known)
      return known
    },
    retain: (outline) => {
      references += 1
      outline.references += 1
      return outline
    },
    release: (outline) => {
      references -= 1
      outline.references -= 1
      if (outline.references > 0) return
      held -= 1
      bytes.give(outline.bytes)
    },
    row: (_source, shape) => made(shape.slice(1)),
    pack: (_rows, shape) => made(shape),
    upload: (shape) => made(shape),
    read: async ({ bytes: size }) => new Float32Array(size / 4),
    references: () => references - constants.size,
    held: () => held - constants.size,
    peak: bytes.peak,
  }
}
