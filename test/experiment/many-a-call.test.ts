import { describe, expect, it } from 'vitest'
import { defaults, type Method } from '../../src/dsl/index.ts'
import { type RunEvent, run } from '../../src/experiment/index.ts'
import { peeking } from '../../src/experiment/many-a-call.ts'
import { type Device, referenceDevice } from '../../src/interpreters/devices/index.ts'
import { session } from '../../src/interpreters/runtime/index.ts'
import { er, ewc, finetune, gem } from '../../src/methods/index.ts'
import { mlp } from '../../src/networks/index.ts'
import { gathered, spotStream, startedOf } from './digits.ts'

const stream = spotStream(2, 45)
const network = mlp({ hidden: [3] })

/** How many events a session was taken through by each call of the device, and what the run told but for seconds. */
const ranOn = async <B>(method: Method, device: Device<B>, most: number) => {
  const program = method.program(defaults(method.options))
  const own = session({ program, network, between: { inputShape: [2, 2], outputs: 3 }, device })
  const calls: number[] = []
  const counting = {
    ...own,
    together: (...of: Parameters<typeof own.together>) => Math.min(most, own.together(...of)),
    handle: (...of: Parameters<typeof own.handle>) => {
      calls.push(1)
      return own.handle(...of)
    },
    handleAll: (...of: Parameters<typeof own.handleAll>) => {
      calls.push(of[2].length)
      return own.handleAll(...of)
    },
  }
  const started = startedOf(method, stream, 4)
  const events = await gathered(run({ started, program, stream, session: counting, evaluateEvery: 5 }))
  expect(device.buffers()).toBe(0)
  const timeless = (event: RunEvent): object =>
    Object.fromEntries(Object.entries(event).filter(([key]) => !key.toLowerCase().includes('seconds')))
  return { calls, told: events.map(timeless) }
}

describe('a run with many batches a call', () => {
  it.each([finetune, er, ewc])('law: tells what a run does with one a call, in its order: $name', async (method) => {
    const one = await ranOn(method, referenceDevice(2), 1)
    const many = await ranOn(method, referenceDevice(2), 2)
    expect(many.told).toEqual(one.told)
    expect(one.calls.every((count) => count === 1)).toBe(true)
    expect(many.calls.filter((count) => count === 2).length).toBeGreaterThan(2)
    // A learner that is judged after 5 and after 10 of 12 batches must not be ahead of that.
    expect(many.calls.length).toBeGreaterThan(12)
  })

  it('is one with one a call where the host decides in between', async () => {
    const { calls } = await ranOn(gem, referenceDevice(2), 2)
    // A first task has none before it that must not be hurt.
    expect(calls).toContain(2)
    expect(calls.slice(-12).every((count) => count === 1)).toBe(true)
  })
})

describe('what looks ahead', () => {
  it('goes through all in order, whatever was seen before', () => {
    const numbers = peeking([1, 2, 3, 4, 5])
    const went: number[] = []
    for (const number of numbers) {
      went.push(number)
      expect(numbers.seen(2)).toEqual([number + 1, number + 2].filter((next) => next < 6))
    }
    expect(went).toEqual([1, 2, 3, 4, 5])
  })
})
