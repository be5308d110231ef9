import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { predictionOf } from '../../networks/index.ts'
import { inputsIn } from '../user-files/inputs-in.ts'
import type { Doing, Errand } from '../worker/errand.ts'
import { type LearnerAsked, learnerAt } from './learner-at.ts'

export interface PredictOrder extends LearnerAsked {
  readonly input: string
  readonly resize: boolean
  readonly invert: boolean
}

/** What a learner says of one input: a probability a class, or the numbers that it predicts. */
export interface Said {
  readonly name: string
  readonly values: readonly number[]
}

/** What a learner says of all inputs. */
export interface Predictions {
  readonly predicts: 'classes' | 'numbers'
  /** The labels that the probabilities are of. */
  readonly classes: readonly number[]
  /** The number of the task that was asked about, 1 for the first, and its name. */
  readonly task: { readonly number: number; readonly name: string }
  readonly said: readonly Said[]
}

export type PredictErrand = Errand<PredictOrder, never, Predictions>

/** exp(x) / ∑ exp, in float64. */
const softmax = (row: readonly number[]): readonly number[] => {
  const most = Math.max(...row)
  const shares = row.map((x) => Math.exp(x - most))
  const sum = shares.reduce((a, b) => a + b, 0)
  return shares.map((share) => share / sum)
}

/** What a saved learner predicts of the inputs in a file. */
export const predictErrand: Doing<PredictErrand> = ({ input, resize, invert, ...asked }) =>
  pipe(
    learnerAt(asked),
    TE.bind('read', ({ learner }) => inputsIn(input, { inputShape: learner.kept.between.inputShape, resize, invert })),
    TE.bind('rows', ({ learner, task, read }) => learner.predict(read.inputs, task)),
    TE.map(({ learner: { kept }, task, read: { names }, rows }) => {
      const { between, network, tasks } = kept
      const predicts = predictionOf(network)
      const own = between.heads === 'task' ? tasks[task]?.classes : undefined
      const classes = own ?? Array.from({ length: between.outputs }, (_, label) => label)
      return {
        predicts,
        classes,
        task: { number: task + 1, name: tasks[task]?.name ?? '' },
        said: rows.map((row, i) => ({
          name: names[i]!,
          values: predicts === 'classes' ? softmax(classes.map((label) => row[label]!)) : row,
        })),
      }
    }),
  )
