import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { describe, expect, it } from 'vitest'
import { batchOf, type Examples, type HostBatch } from '../../src/data/index.ts'
import { saidBefore } from '../../src/experiment/online-exam.ts'
import { protocols } from '../../src/experiment/protocol/index.ts'
import { checkpoints, trajectoryColumns, trajectoryRow } from '../../src/experiment/protocol/trajectory.ts'
import { judgeTrajectory, trajectoriesIn } from '../../src/experiment/trajectory-exam.ts'
import type { Adaptation, Session } from '../../src/interpreters/runtime/index.ts'
import type { Task } from '../../src/streams/index.ts'

const classes = 100
const [support, query] = [15, 5]
/** Two trajectories of 100 classes; the one number of an input is the label, which is the place of the class. */
const examples: Examples = {
  count: 2 * classes * (support + query),
  inputShape: [1],
  classes,
  copyInput: (index, into, offset) => {
    into[offset] = Math.floor(index / (support + query)) % classes
  },
  label: (index) => Math.floor(index / (support + query)) % classes,
}
const stretch: Task = {
  index: 3,
  name: 'stretch',
  train: examples,
  test: examples,
  episodes: { train: { support, query }, test: { support, query } },
}

/** A learner that knows the classes that it has seen, but forgets all before the last `keeps`; its state is how often it adapted. */
const learner = (keeps: number) => {
  const heard: Adaptation[] = []
  const released: number[] = []
  const session = {
    adapt: (_: number, state: number, to: Adaptation) => {
      heard.push(to)
      return TE.right(state + 1)
    },
    predictor: (_: number, state: number) =>
      TE.right({
        outputs: (inputs: Float32Array, count: number) => {
          const outputs = new Float32Array(count * classes)
          for (let row = 0; row < count; row += 1) {
            const label = inputs[row]!
            outputs[row * classes + label] = label < state && label >= state - keeps ? 1 : -1
          }
          return TE.right(outputs)
        },
        release: () => {},
      }),
    release: (state: number) => released.push(state),
  } as unknown as Session<number>
  return { session, heard, released }
}
const scores = async (keeps: number, number = 0) => {
  const { session, heard, released } = learner(keeps)
  const found = await judgeTrajectory(stretch, protocols.trajectory.exam, number)(session, 0 as never, 7)()
  return { row: E.isRight(found) ? trajectoryRow(found.right) : [], heard, released }
}

describe('judgeTrajectory', () => {
  it('law: a learner that forgets nothing gets all right at every checkpoint, of what it learned and what it never saw', async () => {
    expect((await scores(classes)).row).toEqual(trajectoryColumns.map(() => 1))
  })
  it('law: one that keeps the last ten classes gets 10/n of n classes', async () => {
    const each = checkpoints.map((n) => 10 / n)
    // Means of fractions with few terms: a rounding each.
    for (const [i, value] of (await scores(10)).row.entries()) expect(value).toBeCloseTo([...each, ...each][i]!, 12)
  })
  it('classes come one after the other, each once, told by its number; every copy is given back but the learner itself', async () => {
    const { heard, released } = await scores(classes, 1)
    expect(heard.map(({ task, batch, episode, steps }) => [task, batch, episode, steps])).toEqual(
      Array.from({ length: classes }, (_, k) => [k, k, 1, 1]),
    )
    expect(heard.every(({ support: of }, k) => of.count === support && of.inputs.every((x) => x === k))).toBe(true)
    expect(released).toEqual(Array.from({ length: classes }, (_, k) => k + 1))
  })
  it('there are as many trajectories as a hundred classes go into', () => {
    expect(trajectoriesIn(stretch)).toBe(2)
  })
})

describe('saidBefore', () => {
  it('law: counts what is right of a batch, its labels taken from its targets', async () => {
    const batch: HostBatch = batchOf(examples, [0, 25, 45, 1999], 0)
    const { session, released } = learner(2)
    // Having adapted three times it knows classes 1 and 2: of 0, 1, 2 and 99 it says these two right.
    const right = await saidBefore(protocols.online.exam, batch)(session, 3 as never, 0)
    expect(right).toEqual(E.right(2))
    expect(released).toEqual([])
  })
})
