import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { chosen, type DataSet, type Examples, holdOut } from '../data/index.ts'
import { type Fault, fault } from '../fault.ts'
import { child, type Key, key, sampleWithoutReplacement } from '../random/index.ts'
import { ofOneSource } from './one-source.ts'

/** One task of a stream: what it is learned from and what it is judged by. */
export interface Task {
  /** 0 for the first. */
  readonly index: number
  readonly name: string
  readonly train: Examples
  readonly test: Examples
  /** The labels that it has, ascending, where they aren't all: the logits of a head that knows its task. */
  readonly classes?: readonly number[]
  /** What `train` looks like in each pass over it, the first numbered 0, where that differs. */
  readonly shown?: (pass: number) => E.Either<Fault, Examples>
}

/** Tasks that come one after the other. Nothing heavy is computed until a task's examples are used. */
export interface Stream {
  readonly name: string
  readonly seed: number
  readonly tasks: readonly Task[]
}

/** What a task is judged by: the test digits, or training digits that were set apart and are never trained on. */
export type Evaluate = 'test' | 'validation'

/** The part of the training examples that is set apart when a stream is judged by `validation`. */
export const validationFraction = 0.2

export interface StreamSettings {
  readonly tasks: number
  /** Training examples a task; all there are when it isn't given. */
  readonly samples?: number | undefined
  readonly seed: number
  /** `test` when it isn't given. */
  readonly evaluate?: Evaluate | undefined
}

/** What the tasks of a stream are drawn from: the training examples without those set apart, and those to judge by. */
export const pools = (data: DataSet, { seed, evaluate }: StreamSettings): Pick<DataSet, 'train' | 'test'> => {
  if (evaluate !== 'validation') return data
  const { rest, held } = holdOut(data.train, validationFraction, child(key(seed), 'validation'))
  return { train: rest, test: held }
}

/** So many of the examples, in random order; all of them when their number isn't given. */
export const drawn = (examples: Examples, samples: number | undefined, of: Key): Examples => {
  const count = samples ?? examples.count
  return chosen(examples, count, () => sampleWithoutReplacement(of, count, examples.count))
}

/** What to do where a task has too few examples to be judged by. */
export const moreToJudgeBy = (evaluate: Evaluate | undefined): string =>
  evaluate === 'validation'
    ? `judge by the test examples: only a part of ${validationFraction} of the training examples, rounded down, is set apart`
    : 'name a folder that holds more with --data DIR'

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
