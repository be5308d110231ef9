import { averageAccuracy, backwardTransfer, forwardTransfer, judgedAfter, learningAccuracy, mean } from './metrics.ts'
import type { Protocol, ScoreMatrix } from './protocol.ts'
import { errors } from './scores.ts'
import { signedIn, significant } from './signed.ts'
import { writtenNumber } from './written-number.ts'

/** Σ_{j<T} (E[T][j] − min_{j≤i<T} E[i][j]) / (T − 1): the rise of each task from its least error between learning it and the last one. */
const rise = (matrix: ScoreMatrix): number => {
  const earlier = matrix.slice(0, -1)
  const last = matrix.at(-1) ?? []
  const least = (task: number): number => Math.min(...earlier.slice(task).map((row) => row[task] ?? 0))
  return mean(earlier.map((_, task) => (last[task] ?? 0) - least(task)))
}

/** Errors with three digits that count; changes of them with their sign. */
const inThree = significant(3)
const changeInThree = signedIn(3)

/**
 * Tasks of numbers to predict, one after the other, judged by the mean squared error, ‖f(x) − y‖² over the examples of a task. What is a
 * mean of accuracies in `continual` is here that of errors, so that less is better everywhere.
 */
export const regression = {
  name: 'regression',
  events: ['onTaskStart', 'onBatch', 'onTaskEnd'],
  loss: 'squaredError',
  exam: {
    ...errors,
    on: judgedAfter,
  },
  metrics: [
    {
      name: 'error',
      head: 'error',
      about: 'mean squared error over all tasks at the end',
      better: 'less',
      codec: writtenNumber,
      of: averageAccuracy,
      shown: inThree,
      compared: true,
      bars: { axis: 'mean squared error', labels: "format(datum.value, '.3~g')" },
    },
    {
      name: 'backward',
      head: 'backward',
      about: 'what learning later tasks did to the error on earlier ones',
      better: 'less',
      codec: writtenNumber,
      of: (matrix) => backwardTransfer(matrix),
      shown: changeInThree,
      compared: true,
      bars: { axis: 'change of error', labels: "format(datum.value, datum.value > 0 ? '+.3~g' : '.3~g')" },
    },
    {
      name: 'forward',
      head: 'forward',
      about: 'what learning earlier tasks did to the error on one that was not yet learned',
      better: 'less',
      codec: writtenNumber,
      of: (matrix, before) => forwardTransfer(matrix, before),
      shown: changeInThree,
      compared: false,
    },
    {
      name: 'learningError',
      head: 'learning',
      about: 'error on each task right after learning it',
      better: 'less',
      codec: writtenNumber,
      of: learningAccuracy,
      shown: inThree,
      compared: true,
    },
    {
      name: 'forgetting',
      head: 'forgetting',
      about: 'the rise of each task from its least error',
      better: 'less',
      codec: writtenNumber,
      of: rise,
      shown: changeInThree,
      compared: false,
    },
  ],
  plots: {
    bars: {
      name: 'error',
      caption:
        'Mean squared error over all tasks once all are learned, and what learning later tasks did to it on earlier ones (backward). Lines: one standard deviation over seeds to each side.',
    },
    evolution: {
      title: 'Average error over the tasks learned so far',
      caption: 'Mean squared error over the tasks learned so far, after each task; the mean over seeds.',
      axis: 'average squared error',
    },
    course: {
      kind: 'error',
      about:
        'Squared error on each task over the iterations of the stream, faint until its turn comes; upright lines where one task ends and the next begins.',
    },
  },
} as const satisfies Protocol
