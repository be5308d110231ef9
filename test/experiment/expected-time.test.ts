import { describe, expect, it } from 'vitest'
import { defaults } from '../../src/dsl/index.ts'
import { expectedTime } from '../../src/experiment/index.ts'
import { courseOf } from '../../src/interpreters/cost/index.ts'
import { tfjsDevice } from '../../src/interpreters/devices/index.ts'
import { methods } from '../../src/methods/index.ts'
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
})
