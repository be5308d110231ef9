import type { Kind, MethodProgram } from '../dsl/index.ts'
import { orThrow } from '../fault.ts'
import type { Device } from '../interpreters/devices/index.ts'
import {
  auxiliaryLayouts,
  auxiliaryNetworks,
  type SlotValue,
  type State,
  type StreamEvent,
  session,
} from '../interpreters/runtime/index.ts'
import { type Interface, type Layout, layoutOf, type Network } from '../networks/index.ts'

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

export const buffersOf = <B>(slot: SlotValue<B>): readonly B[] =>
  slot._tag === 'Numbers' ? slot.buffers : slot._tag === 'List' ? slot.elements.flat(2) : []

export const placed = <A, B>(slot: SlotValue<A>, buffers: readonly B[]): SlotValue<B> => {
  let position = 0
  const next = (of: readonly A[]): readonly B[] => of.map(() => buffers[position++]!)
  switch (slot._tag) {
    case 'Numbers':
      return { ...slot, buffers: next(slot.buffers) }
    case 'List':
      return { ...slot, elements: slot.elements.map((element) => element.map(next)) }
    case 'Memory':
      return slot
  }
}

export const memoriesOf = <B>(state: State<B>) =>
  Object.entries(state).flatMap(([name, slot]) => (slot._tag === 'Memory' ? [[name, slot.value] as const] : []))

/** The shapes of a state's tensors: every slot of numbers is a scalar, or shaped like the parameters of a network. */
const shapesOf =
  (layouts: Readonly<Record<string, Layout>>) =>
  <B>(state: State<B>): Tensors => {
    const shapes = (kind: Kind): readonly (readonly number[])[] =>
      kind._tag === 'Params' ? layouts[kind.network]!.tensors.map(({ shape }) => shape) : [[]]
    return Object.fromEntries(
      Object.entries(state).map(([name, slot]) => {
        if (slot._tag === 'Memory') return [name, []]
        if (slot._tag === 'Numbers') return [name, shapes(slot.kind)]
        const element = slot.kind._tag === 'List' ? slot.kind.elements.flatMap(shapes) : []
        return [name, slot.elements.flatMap(() => element)]
      }),
    )
  }

/** A method on a device, with what a law wants to know of its states. */
export const stage = <B>({ program, network, between, seed }: Omit<Play, 'course'>, device: Device<B>) => {
  const own = session({ program, network, between, device })
  return {
    shapes: shapesOf({ ...auxiliaryLayouts(auxiliaryNetworks(program)), learner: layoutOf(network, between) }),
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
    after: (state: State<B>, event: StreamEvent) => orThrow(own.handle(seed, state, event)),
    read: async (state: State<B>): Promise<Tensors> =>
      Object.fromEntries(
        await Promise.all(
          Object.entries(state).map(async ([name, slot]) => {
            const tensors = await Promise.all(buffersOf(slot).map(device.read))
            return [name, tensors.map((tensor) => Array.from(tensor))] as const
          }),
        ),
      ),
    /** The state of another device, on this one. */
    copied: <A>(state: State<A>, tensors: Tensors, shapes: Tensors): State<B> =>
      Object.fromEntries(
        Object.entries(state).map(([name, slot]) => [
          name,
          placed(
            slot,
            tensors[name]!.map((values, i) => device.upload(shapes[name]![i]!, values)),
          ),
        ]),
      ),
    held: (state: State<B>): number => Object.values(state).reduce((n, slot) => n + buffersOf(slot).length, 0),
    release: own.release,
    device,
  }
}
