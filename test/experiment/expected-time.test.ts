import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaults, eventNames } from '../../src/dsl/index.ts'
import { happens } from '../../src/experiment/expected-time.ts'
import { expectedTime, protocols } from '../../src/experiment/index.ts'
import { courseOf } from '../../src/interpreters/cost/index.ts'
import { tfjsDevice } from '../../src/interpreters/devices/index.ts'
import { taskSteps } from '../../src/interpreters/runtime/index.ts'
import { continualMaml, methods } from '../../src/methods/index.ts'
import { mlp } from '../../src/networks/index.ts'
import { right, spotStream } from './digits.ts'

const timed = async (name: string, tasks: number) => {
  const stream = spotStream(tasks, 20)
  const schedule = { batch: 5 }
  const setting = {
    program: methods[name]!.program(defaults(methods[name]!.options)),
    network: mlp({ hidden: [4] }),
    between: { inputShape: [2, 2], outputs: 3 },
  }
  const course = right(await courseOf(setting, { tasks: stream.tasks.map(({ train }) => train.count), schedule })())
  const device = right(await tfjsDevice('wasm')())
  const before = device.buffers()
  const time = right(await expectedTime(device, { setting, stream, schedule, course })())
  return { time, kept: device.buffers() - before }
}

describe('happens', () => {
  it('law: an event is one of a task as a task has it', () => {
    const handlers = Object.fromEntries(eventNames.map((name) => [name, {}])) as never
    const length = fc.record({ support: fc.integer({ min: 1, max: 3 }), query: fc.integer({ min: 1, max: 3 }) })
    const lengths = fc.oneof(
      length.map((train) => ({ episodes: { train } })),
      fc.integer({ min: 1, max: 4 }).map((unit) => ({ unit })),
      fc.constant({}),
    )
    fc.assert(
      fc.property(lengths, fc.integer({ min: 6, max: 30 }), (more, count) => {
        const task = { train: { count }, ...more }
        const seen = new Set([...taskSteps(task, { batch: 2 }, { handlers })].map(({ name }) => name))
        for (const name of eventNames) expect([name, happens(name, task)]).toEqual([name, seen.has(name)])
      }),
    )
  })
})

describe('expectedTime', () => {
  it.each(['finetune', 'ewc', 'gem', 'emcl'])('tries events of %s and keeps nothing on the device', async (name) => {
    const { time, kept } = await timed(name, 3)
    expect(kept).toBe(0)
    expect(time).toMatchObject({ backend: 'wasm', rough: false })
    for (const seconds of [time.trainSeconds, time.evalSeconds, time.batchSeconds]) {
      expect(seconds).toBeGreaterThan(0)
      expect(seconds).toBeLessThan(60)
    }
    // Three tasks of four batches take at least as long as twelve of the last.
    if (name === 'finetune') expect(time.trainSeconds).toBeGreaterThanOrEqual(12 * time.batchSeconds)
  })

  it('tries meta-batches and batches of a stream of both, and predictions', async () => {
    const [first, second] = spotStream(2, 20).tasks
    const episode = { support: 3, query: 2 }
    const stretches = { ...first!, episodes: { train: episode, test: episode } }
    const online = { ...second!, unit: 4 }
    const timeOf = async (iterations: number) => {
      const stream = { name: 'online', seed: 3, tasks: [stretches, online] }
      const schedule = { batch: 1, iterations }
      const program = continualMaml.program({ ...defaults(continualMaml.options), steps: 1, window: 4 })
      const between = { inputShape: [2, 2], outputs: 3 }
      const setting = { program, network: mlp({ hidden: [4] }), between }
      const course = right(await courseOf(setting, { tasks: stream.tasks, schedule })())
      expect(course.tasks.map(({ batches }) => batches)).toEqual([iterations, iterations])
      const device = right(await tfjsDevice('wasm')())
      const before = device.buffers()
      const protocol = protocols.online
      const time = right(await expectedTime(device, { setting, stream, schedule, course, protocol })())
      expect(device.buffers() - before).toBe(0)
      return time
    }
    for (const iterations of [5, 1000]) {
      const time = await timeOf(iterations)
      expect(time.evalSeconds).toBeGreaterThan(0)
      expect(time.trainSeconds).toBeGreaterThan(iterations * time.batchSeconds)
    }
  })
})
