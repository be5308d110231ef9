import { type MemoryValue, mapSlots, memoriesIn, type Slots, type Snapshot, tensorsIn } from '../compiler/index.ts'
import type { HostBatch } from '../data/index.ts'
import type { MethodProgram } from '../dsl/index.ts'
import { orThrow } from '../fault.ts'
import type { Device } from '../interpreters/devices/index.ts'
import { type State, type StreamEvent, session } from '../interpreters/runtime/index.ts'
import type { Interface, Network } from '../networks/index.ts'

/** A method's program, what it trains, and what it sees. */
export interface Play {
  readonly program: MethodProgram
  readonly network: Network
  readonly between: Interface
  readonly seed: number
  readonly course: readonly StreamEvent[]
}

/** The numbers of a state: for each slot its tensors. */
export type Tensors = Readonly<Record<string, readonly (readonly number[])[]>>

export const memoriesOf = (state: Slots<unknown, MemoryValue>) =>
  Object.entries(state).flatMap(([name, slot]) => memoriesIn(slot).map((memory) => [name, memory] as const))

/** The numbers of a saved state. */
export const numbersOf = (snapshot: Snapshot): Tensors =>
  Object.fromEntries(
    Object.entries(snapshot).map(([name, slot]) => [name, tensorsIn(slot).map((of) => Array.from(of))]),
  )

/** A method on a device, with what a law wants to know of its states. */
export const stage = <B>({ program, network, between, seed }: Omit<Play, 'course'>, device: Device<B>) => {
  const own = session({ program, network, between, device })
  return {
    start: () => orThrow(own.initial(seed)),
    /** What a state says of examples of a task. */
    predicted: async (
      state: State<B>,
      task: number,
      inputs: Float32Array,
      count: number,
    ): Promise<readonly number[]> => {
      const { outputs, release } = await orThrow(own.predictor(seed, state, task))
      const values = Array.from(await orThrow(outputs(inputs, count)))
      release()
      return values
    },
    /** A copy of a state that adapts to examples. */
    adapted: (state: State<B>, task: number, support: HostBatch, steps: number) =>
      orThrow(own.adapt(seed, state, { task, episode: 0, batch: 0, support, steps })),
    after: (state: State<B>, event: StreamEvent) => orThrow(own.handle(seed, state, event)),
    read: async (state: State<B>): Promise<Tensors> => numbersOf(await orThrow(own.save(state))),
    save: (state: State<B>) => orThrow(own.save(state)),
    /** A state that was saved here or on another device. */
    restore: (snapshot: Snapshot) => orThrow(own.restore(snapshot)),
    /** Another reference to all numbers of a state. */
    shared: (state: State<B>): State<B> => mapSlots(device.retain, (memory: MemoryValue) => memory)(state),
    held: (state: State<B>): number => Object.values(state).reduce((n, slot) => n + tensorsIn(slot).length, 0),
    release: own.release,
    device,
  }
}
