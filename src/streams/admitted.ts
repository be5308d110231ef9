import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { DataSet, Examples } from '../data/index.ts'
import { type Fault, fault } from '../fault.ts'
import { ofOneSource } from './one-source.ts'
import { type Evaluate, moreToJudgeBy, type Stream, type StreamSettings } from './stream.ts'

/** The stream, if it has tasks and each has examples to be learned from and to be judged by; a `Left` that names the first that hasn't. */
export const peopled =
  (evaluate?: Evaluate) =>
  (stream: Stream): E.Either<Fault, Stream> => {
    const { name: where, tasks } = stream
    if (tasks.length === 0) return E.left(fault({ where, rule: 'a stream must have at least one task', got: 'none' }))
    const halves = [
      { half: 'train', use: 'be learned from', hint: 'name a folder that holds more with --data DIR' },
      { half: 'test', use: 'be judged by', hint: moreToJudgeBy(evaluate) },
    ] as const
    for (const { half, use, hint } of halves) {
      const empty = tasks.find((task) => task[half].count === 0)
      if (empty === undefined) continue
      const got = `none in task ${empty.index + 1}, \`${empty.name}\``
      return E.left(fault({ where, rule: `every task must have at least one example to ${use}`, got, hint }))
    }
    return E.right(stream)
  }

/** The stream, if it can be learned and judged: `peopled` and `ofOneSource`. */
export const sound =
  (evaluate?: Evaluate) =>
  (stream: Stream): E.Either<Fault, Stream> =>
    pipe(stream, peopled(evaluate), E.chain(ofOneSource))

/**
 * The stream `make` builds, if the settings are whole numbers in range, no limit is passed and no task is without examples, else the
 * first fault.
 *
 * @param lack what else the data lacks
 */
export const admitted = (
  where: string,
  settings: StreamSettings,
  limits: readonly Limit[],
  make: () => Stream,
  lack?: Fault,
): E.Either<Fault, Stream> => {
  const { seed, tasks, samples } = settings
  if (!Number.isSafeInteger(seed))
    return E.left(fault({ where, rule: '`seed` must be a whole number', got: `${seed}` }))
  const counts = [
    { setting: 'tasks', value: tasks },
    { setting: 'samples', value: samples },
  ]
  const odd = counts.find(({ value }) => value !== undefined && !(Number.isSafeInteger(value) && value >= 1))
  if (odd !== undefined) {
    return E.left(fault({ where, rule: `\`${odd.setting}\` must be a whole number, at least 1`, got: `${odd.value}` }))
  }
  const passed = limits.find(({ setting, most }) => (settings[setting] ?? 0) > most)
  if (passed === undefined) return lack === undefined ? sound(settings.evaluate)(make()) : E.left(lack)
  return E.left(
    fault({
      where,
      rule: `\`${passed.setting}\` must be at most ${passed.most}, ${passed.because}`,
      got: `${settings[passed.setting]}`,
      hint: passed.hint,
    }),
  )
}

/** The most of something that the data holds, and why. */
export interface Limit {
  readonly setting: 'tasks' | 'samples'
  readonly most: number
  readonly because: string
  readonly hint: string
}

/** That a stream drawn by a rule without an end has one: longer ones are taken for a slip of the keyboard. */
export const limitOfTasks: Limit = {
  setting: 'tasks',
  most: 100_000,
  because: 'the length of the longest stream',
  hint: 'ask for fewer tasks',
}

/** That a task can't have more samples than there are training examples. */
export const limitOfSamples = (data: DataSet, train: Examples): Limit => ({
  setting: 'samples',
  most: train.count,
  because:
    train.count === data.train.count
      ? `the number of training examples in ${data.name}`
      : `the number of training examples in ${data.name} without the ${data.train.count - train.count} held out`,
  hint: `ask for ${train.count} or fewer, or name a folder that holds more with --data DIR (here: ${data.source})`,
})
