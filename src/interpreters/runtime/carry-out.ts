import { type CompiledEvent, type Feed, inputsOf, type MemoryValue } from '../../compiler/index.ts'
import type { Syntax } from '../../dsl/index.ts'
import type { Node } from '../../ir/index.ts'
import type { Device } from '../devices/index.ts'
import type { PlanRunner } from './run-plan.ts'
import { buffersOf, type SlotValue, type State } from './state.ts'

/** What the host has for an event: the arrays of each feed, and the memories that come out of it. */
export interface HostSide {
  readonly task: number
  readonly feed: (feed: Feed) => readonly ArrayLike<number>[]
  readonly memory: (term: Syntax) => MemoryValue
}

/** Runs the program of an event on a state, which stays whole. `health` is finite as long as the new parameters are. */
export const carryOut = async <Buffer>(
  device: Device<Buffer>,
  plans: PlanRunner<Buffer>,
  code: CompiledEvent,
  state: State<Buffer>,
  host: HostSide,
): Promise<{ readonly health: number; readonly updated: State<Buffer> }> => {
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
      const buffers = buffersOf(state[name]!)
      nodes.forEach((node, i) => values.set(node, buffers[i]!))
    }
    upload(code.task, [host.task])
    for (const feed of code.feeds) {
      const data = host.feed(feed)
      inputsOf(feed).forEach((node, i) => upload(node, data[i]!))
    }
    const outputs = await plans.run(code.plan, values)
    const health = (await device.read(outputs.at(-1)!))[0]!
    device.release(outputs.at(-1)!)
    let position = 0
    const take = (nodes: readonly unknown[]): readonly Buffer[] => nodes.map(() => outputs[position++]!)
    const updated = Object.entries(code.updates).map(([name, update]): readonly [string, SlotValue<Buffer>] => {
      switch (update._tag) {
        case 'Numbers':
          return [name, { _tag: 'Numbers', kind: update.kind, buffers: take(update.nodes) }]
        case 'List':
          return [
            name,
            { _tag: 'List', kind: update.kind, elements: update.elements.map((element) => element.map(take)) },
          ]
        case 'Memory':
          return [name, { _tag: 'Memory', value: host.memory(update.term) }]
      }
    })
    return { health, updated: Object.fromEntries(updated) }
  } finally {
    uploads.forEach(device.release)
  }
}
