import type * as E from 'fp-ts/lib/Either.js'
import { chosen, type DataSet, type EpisodeLength, type Examples, holdOut } from '../data/index.ts'
import type { Fault } from '../fault.ts'
import { child, type Key, key, sampleWithoutReplacement } from '../random/index.ts'

/** One task of a stream: what it is learned from and what it is judged by. */
export interface Task {
  /** 0 for the first. */
  readonly index: number
  /** The number that its passes are drawn by, where that is another: of a stream that goes on it is that in the whole. */
  readonly number?: number
  readonly name: string
  readonly train: Examples
  readonly test: Examples
  /** The labels that it has, ascending, where they aren't all: the logits of a head that knows its task. */
  readonly classes?: readonly number[]
  /** Where each number of its inputs comes from in those of the data, −1 for a 0; where they are rearranged. */
  readonly pixels?: () => Int32Array
  /** What `train` looks like in each pass over it, the first numbered 0, where that differs. */
  readonly shown?: (pass: number) => E.Either<Fault, Examples>
  /** Of how many examples its batches are counted in, where that isn't one: those of a step of a stream of batches. */
  readonly unit?: number
  /** Where its examples are those of episodes, one after the other: how many each has, to learn from and to be judged by. */
  readonly episodes?: { readonly train: EpisodeLength; readonly test: EpisodeLength }
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
