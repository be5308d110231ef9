import type { Program } from '../../../ir/index.ts'
import type { Buffer, MachineDevice } from '../machine.ts'
import type { Binding } from './binding.ts'
import { functions } from './functions.ts'
import { lower } from './lower.ts'
import { typeOf } from './lowering.ts'
import { type Held, store } from './store.ts'

/** How functions are made and called. */
export interface Calling {
  /** Whether XLA compiles them. */
  readonly xla: boolean
  /** So many nodes an unrolled loop may come to: see `lower`. */
  readonly unrolled?: number
}

/** What unrolls loops of a few small steps, and keeps those whose graph would take TensorFlow longer to prepare than it saves. */
const short = 100

/** A call takes as long for many small values as for one; so large a one leaves room for those beside it. */
const laneBytes = 2 ** 28

/** A device on which a program is one function of TensorFlow, and a run of it is one call. */
export const functionDevice = (name: string, binding: Binding, { xla, unrolled = short }: Calling): MachineDevice => {
  const tensors = store(binding)
  const known = functions(binding)
  const own = (buffer: Buffer): Held => {
    if (!tensors.owns(buffer)) throw new Error(`internal: a buffer of another device was given to ${name}`)
    return buffer
  }
  // Operations one after the other, each on all cores: to hand every small one to a pool of threads costs more than it is.
  const attributes = xla
    ? [{ name: '_XlaMustCompile', type: binding.TF_ATTR_BOOL, value: true }]
    : [{ name: 'executor_type', type: binding.TF_ATTR_STRING, value: 'SINGLE_THREADED_EXECUTOR' }]
  const compile = (program: Program) => {
    const called = known.fresh()
    const { functions: definitions, results, outputs } = lower(program, called, unrolled)
    const seen = program.inputs.map(({ shape, type }) => ({ shape, type: typeOf(type) }))
    const run = (buffers: readonly Buffer[]): readonly Buffer[] => {
      const inputs = buffers.map(own)
      const made = results.length === 0 ? [] : tensors.call(called, attributes, inputs, seen, results.length)
      const given = new Set<number>()
      return outputs.map((from) => {
        if (from._tag === 'Input') return tensors.retain(inputs[from.position]!)
        if (from._tag === 'Constant') return tensors.retain(tensors.constant(from.value))
        const result = made[from.position]!
        if (given.has(from.position)) return tensors.retain(result)
        given.add(from.position)
        return result
      })
    }
    known.register(definitions, run)
    return run
  }
  return {
    name,
    laneBytes,
    compile,
    upload: tensors.upload,
    constant: tensors.constant,
    read: async (buffer) => tensors.read(own(buffer)),
    retain: (buffer) => tensors.retain(own(buffer)),
    release: (buffer) => tensors.release(own(buffer)),
    buffers: tensors.references,
    held: tensors.held,
    peak: tensors.peak,
  }
}
