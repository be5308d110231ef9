import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { describe, expect, it } from 'vitest'
import { batchOf, type Examples, type HostBatch } from '../../src/data/index.ts'
import { saidBefore } from '../../src/experiment/online-exam.ts'
import { protocols } from '../../src/experiment/protocol/index.ts'
import {
  eachAt,
  functionTrajectory,
  rowLength,
  trajectory,
  trajectoryColumns,
  trajectoryRow,
} from '../../src/experiment/protocol/trajectory.ts'
import { judgeTrajectory, trajectoriesIn } from '../../src/experiment/trajectory-exam.ts'
import type { Adaptation, Session } from '../../src/interpreters/runtime/index.ts'
import type { Task } from '../../src/streams/index.ts'

const form = trajectory.exam.episodes!.trajectories!
const classes = form.length
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
  const found = await judgeTrajectory(stretch, trajectory.exam, form, number)(session, 0 as never, 7)()
  return { row: E.isRight(found) ? trajectoryRow(form)(found.right) : [], heard, released }
}

describe('judgeTrajectory', () => {
  it('law: a learner that forgets nothing gets all right at every checkpoint, of what it learned and what it never saw', async () => {
    expect((await scores(classes)).row).toEqual(trajectoryColumns(form).map(() => 1))
  })
  it('law: one that keeps the last ten classes gets 10/n of n classes', async () => {
    const each = form.checkpoints.map((n) => 10 / n)
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
    expect(trajectoriesIn(stretch, form)).toBe(2)
  })
})

describe('judgeTrajectory, of functions', () => {
  const functions = functionTrajectory.exam.episodes!.trajectories!
  const each = { support: 3, query: 4 }
  const rows = each.support + each.query
  const of = (index: number): number => Math.floor(index / rows) % functions.length
  /** Two trajectories; a point says which function it is of, and its number is to be predicted. */
  const points: Examples = {
    count: 2 * functions.length * rows,
    inputShape: [2],
    classes: 1,
    copyInput: (index, into, offset) => into.set([of(index), index], offset),
    label: () => 0,
    copyTarget: (index, into, offset) => {
      into[offset] = index
    },
  }
  const lessons: Task = {
    index: 0,
    name: 'stretch',
    train: points,
    test: points,
    episodes: { train: each, test: each },
  }
  /** It says everything of a function that it has learned, is off by so much on those that it hasn't kept, and is asked for others. */
  const knowing = (keeps: number, off: number) => {
    const heard: Adaptation[] = []
    const [asked, held] = [[] as number[], new Set<number>()]
    const session = {
      adapt: (_: number, state: number, to: Adaptation) => {
        heard.push(to)
        held.add(state + 1)
        return TE.right(state + 1)
      },
      predictor: (_: number, state: number) =>
        TE.right({
          outputs: (inputs: Float32Array, count: number) =>
            TE.right(
              Float32Array.from({ length: count }, (__, row) => {
                const [place, number] = [inputs[2 * row]!, inputs[2 * row + 1]!]
                asked.push(number)
                return number + (place < state && place >= state - keeps ? 0 : off)
              }),
            ),
          release: () => {},
        }),
      release: (state: number) => held.delete(state),
    } as unknown as Session<number>
    return { session, heard, asked, held }
  }
  const judgedBy = async (keeps: number, off: number, number = 0) => {
    const { session, ...seen } = knowing(keeps, off)
    const found = await judgeTrajectory(lessons, functionTrajectory.exam, functions, number)(session, 0 as never, 7)()
    return { scores: E.isRight(found) ? found.right : [], ...seen }
  }

  it('law: the error of a perfect predictor is 0 at every checkpoint', async () => {
    expect((await judgedBy(functions.length, 3)).scores).toEqual([functions.checkpoints.map(() => 0)])
  })
  it('law: one that keeps a single function and is off by 3 on the others has the error 9 (n − 1)/n after n', async () => {
    expect((await judgedBy(1, 3)).scores).toEqual([functions.checkpoints.map((n) => (9 * (n - 1)) / n)])
  })
  it('functions come one after the other, each once; all copies are given back; only what was not learned is asked', async () => {
    const { heard, asked, held } = await judgedBy(1, 0, 1)
    expect(heard.map(({ task, batch, episode, steps }) => [task, batch, episode, steps])).toEqual(
      Array.from({ length: functions.length }, (_, k) => [k, k, 1, 1]),
    )
    const begun = functions.length * rows
    expect(heard.every(({ support: of }, k) => of.targets.every((y, i) => y === begun + k * rows + i))).toBe(true)
    expect(held.size).toBe(0)
    expect(asked).toHaveLength(each.query * functions.checkpoints.reduce((a, b) => a + b))
    expect(asked.every((number) => number >= begun && number % rows >= each.support)).toBe(true)
  })
  it('a row has the means, and keeps what each trajectory got; gains and their intervals are of pairs', () => {
    const small = { ...functions, kept: 2 }
    const row = trajectoryRow(small)([
      [1, 2, 3, 4],
      [3, 4, 7, 8],
    ])
    expect(row).toEqual([2, 3, 5, 6, 1, 3, 2, 4, 3, 7, 4, 8])
    expect(eachAt(small, row, 5)).toEqual([3, 7])
    expect(row).toHaveLength(rowLength(small))

    // Fifty trajectories whose errors differ widely, each brought down by 1 or by 2.
    const kept = Array.from({ length: functions.kept! }, (_, k) => k)
    const rowOf = (errors: readonly number[]) => trajectoryRow(functions)(errors.map((error) => Array(4).fill(error)))
    const [before, after] = [rowOf(kept.map((k) => 5 * k + 2)), rowOf(kept.map((k) => 5 * k + (k % 2)))]
    const told = (name: string) =>
      functionTrajectory.metrics.find((metric) => metric.name === name)!.of([before, after], before)
    expect(told('gain10')).toBeCloseTo(1.5, 12)
    // Half are 1 and half 2: s² = 50 · ¼ / 49.
    expect(told('gain10Interval')).toBeCloseTo((1.96 * Math.sqrt(12.5 / 49)) / Math.sqrt(50), 12)
    // Unpaired it would be as wide as errors differ.
    expect(told('error10Interval')).toBeGreaterThan(50 * told('gain10Interval'))
    expect(told('error10')).toBeCloseTo(told('untrained10') - told('gain10'), 10)
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
