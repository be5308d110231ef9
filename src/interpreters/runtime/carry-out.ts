import {
  type Asked,
  type CompiledEvent,
  type Feed,
  inputsOf,
  type MemoryValue,
  mapSlots,
  tensorsIn,
} from '../../compiler/index.ts'
import type { Syntax } from '../../dsl/index.ts'
import type { Node } from '../../ir/index.ts'
import type { Device } from '../devices/index.ts'
import type { PlanRunner } from './run-plan.ts'
import type { State } from './state.ts'

/** What the host has for an event: the arrays of each feed, and the memories that come out of it. */
export interface HostSide {
  readonly task: number
  /** What the host has made of options for the program of the event. */
  readonly numbers: ReadonlyMap<Node, number>
  /** The arrays of a feed, until the next is asked for. */
  readonly feed: (feed: Feed) => readonly ArrayLike<number>[]
  /** Writes them into a slot of the room for some. */
  readonly feedInto: (feed: Feed, room: readonly Float32Array[], slot: number) => void
  readonly memory: (term: Syntax) => MemoryValue
  /** What it says of memories whose places are computed, when it is told the numbers. */
  readonly answer: (asked: Asked, told: readonly ArrayLike<number>[]) => ArrayLike<number>
}

/** What an event comes to. */
export interface CarriedOut<Buffer> {
  /** Finite as long as the new parameters are. */
  readonly health: number
  /** The slots that it changes. */
  readonly updated: State<Buffer>
}

/** Runs the program of an event on a state, which stays whole. */
export type CarryOut<Buffer> = (
  device: Device<Buffer>,
  plans: PlanRunner<Buffer>,
  code: CompiledEvent,
  state: State<Buffer>,
  host: HostSide,
) => Promise<CarriedOut<Buffer>>

/** Runs it by itself. */
export const carryOut = async <Buffer>(
  ...[device, plans, code, state, host]: Parameters<CarryOut<Buffer>>
): Promise<CarriedOut<Buffer>> => {
  const values = new Map<Node, Buffer>()
  const uploads: Buffer[] = []
  const upload = (node: Node, data: ArrayLike<number>): void => {
    if (!code.given.has(node)) return
    const buffer = device.upload(node.shape, data)
    uploads.push(buffer)
    values.set(node, buffer)
  }
  try {
    for (const [name, nodes] of Object.entries(code.slots)) {
      const buffers = tensorsIn(state[name]!)
      nodes.forEach((node, i) => values.set(node, buffers[i]!))
    }
    upload(code.task, [host.task])
    for (const feed of code.feeds) {
      const data = host.feed(feed)
      inputsOf(feed).forEach((node, i) => upload(node, data[i]!))
    }
    const outputs = await plans.run(code.plan, values, host.numbers, (serial, told) =>
      host.answer(code.asks.get(serial)!, told),
    )
    const health = (await device.read(outputs.at(-1)!))[0]!
    device.release(outputs.at(-1)!)
    let position = 0
    const updated = mapSlots(() => outputs[position++]!, host.memory)(code.updates)
    outputs.slice(position, -1).forEach(device.release)
    return { health, updated }
  } finally {
    uploads.forEach(device.release)
  }
}
