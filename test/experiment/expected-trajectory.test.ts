import { describe, expect, it } from 'vitest'
import type { Examples } from '../../src/data/index.ts'
import { defaults } from '../../src/dsl/index.ts'
import { expectedTime, protocols } from '../../src/experiment/index.ts'
import { courseOf } from '../../src/interpreters/cost/index.ts'
import { tfjsDevice } from '../../src/interpreters/devices/index.ts'
import { oml } from '../../src/methods/index.ts'
import { mlp } from '../../src/networks/index.ts'
import { trajectoryClasses, trajectoryStream } from '../../src/streams/trajectory-stream.ts'
import { numberedSet } from '../data/numbered.ts'
import { right } from './digits.ts'

const classes = 120
const data = {
  ...numberedSet({ train: 18 * classes, test: 2 * classes, rows: 2, columns: 2, classes }),
  novel: Array.from({ length: trajectoryClasses }, (_, i) => i),
}

describe('the time that exams of trajectories are expected to take', () => {
  it('is told from one class and a few questions, and keeps nothing', async () => {
    const made = right(trajectoryStream({ fellows: 5, others: 15 })(data, { tasks: 2, samples: 5, seed: 1 }))
    const seen = new Set<number>()
    const watched = (test: Examples): Examples => ({
      ...test,
      copyInput: (index, into, offset) => {
        seen.add(index)
        test.copyInput(index, into, offset)
      },
    })
    const stream = { ...made, tasks: made.tasks.map((task) => ({ ...task, test: watched(task.test) })) }
    const schedule = { batch: 1, iterations: 3 }
    const setting = {
      program: oml.program(defaults(oml.options)),
      network: mlp({ hidden: [4] }),
      between: { inputShape: [2, 2], outputs: classes },
    }
    const course = right(await courseOf(setting, { tasks: stream.tasks, schedule })())
    const device = right(await tfjsDevice('wasm')())
    const before = device.buffers()
    const protocol = protocols.trajectory
    const time = right(await expectedTime(device, { setting, stream, schedule, course, protocol })())
    expect(device.buffers() - before).toBe(0)

    expect(time.evalSeconds).toBeGreaterThan(0)
    // One class that is learned, and fifty questions; an exam has a hundred classes.
    expect(seen.size).toBeGreaterThan(0)
    expect(seen.size).toBeLessThanOrEqual(50)
  })
})
