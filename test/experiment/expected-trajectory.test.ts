import { describe, expect, it } from 'vitest'
import { defaults } from '../../src/dsl/index.ts'
import { expectedTime, protocols } from '../../src/experiment/index.ts'
import { judgeTrajectory } from '../../src/experiment/trajectory-exam.ts'
import { courseOf } from '../../src/interpreters/cost/index.ts'
import { tfjsDevice } from '../../src/interpreters/devices/index.ts'
import { session } from '../../src/interpreters/runtime/index.ts'
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
  it('is told from one class, keeps nothing, and is of the size of what an exam takes', async () => {
    const stream = right(trajectoryStream({ fellows: 5, others: 15 })(data, { tasks: 2, samples: 5, seed: 1 }))
    const schedule = { batch: 1, iterations: 3 }
    const [first] = stream.tasks
    const setting = {
      program: oml.program(defaults(oml.options)),
      network: mlp({ hidden: [4] }),
      between: { inputShape: [2, 2], outputs: trajectoryClasses },
    }
    const length = {
      tasks: stream.tasks.map(({ train }) => train.count),
      schedule,
      episode: first!.episodes!.train,
    }
    const course = right(await courseOf(setting, length)())
    const device = right(await tfjsDevice('wasm')())
    const before = device.buffers()
    const protocol = protocols.trajectory
    const time = right(await expectedTime(device, { setting, stream, schedule, course, protocol })())
    expect(device.buffers() - before).toBe(0)
    expect(time.rough).toBe(false)

    const on = session({ ...setting, device })
    const initial = right(await on.initial(1)())
    const sit = judgeTrajectory(first!, protocol.exam, 0)(on, initial, 1)
    right(await sit())
    const start = performance.now()
    right(await sit())
    const seconds = (performance.now() - start) / 1000
    // Three trajectories before meta-training and after each of two stretches. A busy machine is out by much, a whole exam by 100.
    expect(time.evalSeconds).toBeGreaterThan((9 * seconds) / 10)
    expect(time.evalSeconds).toBeLessThan(9 * seconds * 10)
    on.release(initial)
  })
})
