import { isRight } from 'fp-ts/lib/Either.js'
import { expect } from 'vitest'
import type { HostBatch } from '../../../src/data/index.ts'
import { decodeOptions, onlyBatch } from '../../../src/dsl/index.ts'
import type { Device } from '../../../src/interpreters/devices/index.ts'
import {
  memoriesOf,
  type Session,
  type State,
  type StreamEvent,
  session,
} from '../../../src/interpreters/runtime/index.ts'
import { methods } from '../../../src/methods/index.ts'
import { mlp } from '../../../src/networks/index.ts'
import { right } from '../../methods/played.ts'

const between = { inputShape: [3], outputs: 3 }

/** Batches of 4 examples of a task, each of its own numbers. */
const batchOf = (task: number, at: number, scale = 1): HostBatch => ({
  count: 4,
  inputs: Float32Array.from({ length: 12 }, (_, i) => scale * Math.sin(17 * i + 29 * at + 5 * task)),
  inputShape: [3],
  targets: Float32Array.from({ length: 12 }, (_, i) => ((Math.floor(i / 3) + at) % 3 === i % 3 ? 1 : 0)),
  weights: Float32Array.of(1, 1, at % 2, 1),
  classes: 3,
  task,
})

export const event = (name: 'onBatch' | 'onTaskEnd', task: number, batch: number, scale?: number): StreamEvent => ({
  name,
  task,
  batch,
  batches: onlyBatch(name, batchOf(task, batch, scale)),
})

/** What is asked of a method on one device. */
export const questions = <B>(device: Device<B>) => {
  const sessionOf = (name: string, set: Readonly<Record<string, unknown>> = {}): Session<B> => {
    const method = methods[name]!
    const program = method.program(right(decodeOptions(name, method.options, set)))
    return session({ program, network: mlp({ hidden: [4] }), between, device })
  }
  const numbers = async (own: Session<B>, state: State<B>) => right(await own.save(state)())
  return {
    name: device.name,
    /** A state after a task, with what memories hold of it, and then after events of the next: one by one, and in one call. */
    bothWays: async (name: string, events: readonly StreamEvent[], set?: Readonly<Record<string, unknown>>) => {
      const own = sessionOf(name, set)
      const before = device.buffers()
      const course = async (all: boolean) => {
        let state = right(await own.initial(1)())
        for (const one of [event('onBatch', 0, 0), event('onBatch', 0, 1), event('onTaskEnd', 0, 0)])
          state = right(await own.handle(1, state, one)())
        const together = own.together(state, events[0]!)
        if (all) {
          const made = await own.handleAll(1, state, events)()
          const saved = await numbers(own, made.state)
          own.release(made.state)
          return { saved, done: made.found.length, fault: made.fault, together, found: made.found }
        }
        const found: object[] = []
        for (const [done, one] of events.entries()) {
          const before = memoriesOf(state)
          const next = await own.handle(1, state, one)()
          if (!isRight(next)) {
            const saved = await numbers(own, state)
            own.release(state)
            return { saved, done, fault: next.left, together, found }
          }
          state = next.right
          found.push(before)
        }
        const saved = await numbers(own, state)
        own.release(state)
        return { saved, done: events.length, fault: undefined, together, found }
      }
      const both = [await course(true), await course(false)] as const
      expect(device.buffers()).toBe(before)
      return both
    },
  }
}
