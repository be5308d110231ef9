import type { Node, Program } from '../../../ir/index.ts'
import type { Buffer, MachineDevice } from '../machine.ts'
import type { Repeat, Repeating } from '../repetition.ts'
import type { Binding } from './binding.ts'
import { functions } from './functions.ts'
import { weightOf } from './loops.ts'
import { lower } from './lower.ts'
import { typeOf } from './lowering.ts'
import type { FunctionDefinition } from './messages.ts'
import { hasOneDnn, inOneDnn } from './one-dnn.ts'
import { loopedRuns, unrolledRuns } from './repetition.ts'
import { type Held, store } from './store.ts'

/** How functions are made and called. */
export interface Calling {
  /** Whether XLA compiles them. */
  readonly xla: boolean
  /** Whether elementwise work is done in passes of our own, on a processor, where the addon has them. */
  readonly passes?: boolean
  /** Whether products in loops are oneDNN's, on a processor, where TensorFlow has them. */
  readonly oneDnn?: boolean
  /** So many nodes an unrolled loop may come to: see `lower`. */
  readonly unrolled?: number
  /** After so many single runs of a program many are one call, in place of as many as that is usually worth. */
  readonly hot?: number
}

/** What unrolls loops of a few small steps, and keeps those whose graph would take TensorFlow longer to prepare than it saves. */
const short = 100

/** A call takes as long for many small values as for one; so large a one leaves room for those beside it. */
const laneBytes = 2 ** 28

/** Many runs a call, as a loop: XLA takes seconds to compile it, and a call less saves some tenths of a millisecond. */
const looped = { times: 32, after: 10_000 }

/** The same one after the other in one graph of so many nodes at most: TensorFlow prepares it in some tenths of a second. */
const side = { times: 8, nodes: 1500, after: 1000 }

/** A device on which a program is one function of TensorFlow, and a run of it is one call. */
export const functionDevice = (
  name: string,
  binding: Binding,
  { xla, passes = false, oneDnn = false, unrolled = short, hot }: Calling,
): MachineDevice => {
  const inPasses = passes && !xla && binding.hasPasses?.() === true
  const tensors = store(binding)
  const known = functions(binding)
  let has: boolean | undefined
  const takesOneDnn = (): boolean => {
    has ??= oneDnn && !xla && hasOneDnn(known, tensors)
    return has
  }
  /** Makes a function known that is called, and those that it calls. */
  const register = (called: string, definitions: readonly FunctionDefinition[], owner: object): void => {
    const within = (of: FunctionDefinition): boolean => of.signature.name !== called
    known.register(
      definitions.some(within) && takesOneDnn()
        ? definitions.map((of) => (within(of) ? inOneDnn(of) : of))
        : definitions,
      owner,
    )
  }
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
    const { functions: definitions, results, outputs } = lower(program, called, unrolled, inPasses)
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
    register(called, definitions, run)
    return run
  }
  const repeat: Repeat<Buffer> = (of) => {
    const { carried, fed, fixed, health } = of
    const made = [...carried.map(({ next }) => next), health]
    const variables = carried.map(({ variable }) => variable)
    const weight = weightOf(made, new Set([...variables, ...fed, ...fixed]))
    const seenOf = (node: Node, times?: number) => ({
      shape: times === undefined ? node.shape : [times, ...node.shape],
      type: typeOf(node.type),
    })
    const times = xla
      ? looped.times
      : 2 ** Math.floor(Math.log2(Math.max(1, Math.min(side.times, side.nodes / weight))))
    const called = known.fresh()
    const owner = {}
    let isKnown = false
    const run: Repeating<Buffer>['run'] = async (rounds) => {
      // In a loop TensorFlow joins fewer operations on a CPU, which gives other last bits. XLA compiles both alike, but is slow at long graphs.
      if (!isKnown) register(called, (xla ? loopedRuns : unrolledRuns)(of, times, called, unrolled, inPasses), owner)
      isKnown = true
      const results = tensors.call(
        called,
        attributes,
        [...rounds.carried, ...rounds.fed, ...rounds.fixed].map(own),
        [
          ...variables.map((node) => seenOf(node)),
          ...fed.map((node) => seenOf(node, times)),
          ...fixed.map((node) => seenOf(node)),
        ],
        carried.length + 1,
      )
      const [healths, state] = [results.at(-1)!, results.slice(0, -1)]
      const finite = tensors.read(healths).every(Number.isFinite)
      tensors.release(healths)
      if (finite) return state
      state.forEach(tensors.release)
      return undefined
    }
    return { times, after: hot ?? (xla ? looped.after : side.after), run }
  }
  return {
    name,
    laneBytes,
    compile,
    repeat,
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
