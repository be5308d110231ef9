import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fault } from '../../fault.ts'
import {
  type AccuracyMatrix,
  averageAccuracy,
  backwardTransfer,
  type Denominator,
  type Figures,
  forgetting,
  forwardTransfer,
  judgedAfter,
  learningAccuracy,
  type Metrics,
  metricsBy,
} from './metrics.ts'
import { change, percent } from './percent.ts'
import type { Metric, Protocol } from './protocol.ts'
import { accuracies } from './scores.ts'
import { writtenNumber } from './written-number.ts'

const rows: readonly (Metric & { readonly name: keyof Metrics })[] = [
  {
    name: 'acc',
    head: 'ACC',
    about: 'accuracy over all tasks at the end, in percent',
    better: 'more',
    codec: writtenNumber,
    of: averageAccuracy,
    shown: percent,
    compared: true,
    bars: { axis: 'accuracy', labels: "format(datum.value, '.0%')" },
  },
  {
    name: 'bwt',
    head: 'BWT',
    about: 'what learning later tasks did to earlier ones',
    better: 'more',
    codec: writtenNumber,
    of: (matrix) => backwardTransfer(matrix),
    shown: change,
    compared: true,
    bars: { axis: 'change of accuracy', labels: "format(datum.value, datum.value > 0 ? '+.0%' : '.0%')" },
  },
  {
    name: 'fwt',
    head: 'FWT',
    about: 'what learning earlier tasks did to one that was not yet learned',
    better: 'more',
    codec: writtenNumber,
    of: (matrix, before) => forwardTransfer(matrix, before),
    shown: change,
    compared: false,
  },
  {
    name: 'learningAccuracy',
    head: 'learning',
    about: 'accuracy on each task right after learning it',
    better: 'more',
    codec: writtenNumber,
    of: learningAccuracy,
    shown: percent,
    compared: true,
  },
  {
    name: 'forgetting',
    head: 'forgetting',
    about: 'the fall of each task from its best',
    better: 'less',
    codec: writtenNumber,
    of: forgetting,
    shown: percent,
    compared: false,
  },
]

/** Tasks of classes, one after the other, judged by accuracies; a record that names no protocol is of this one. */
export const continual = {
  name: 'continual',
  events: ['onTaskStart', 'onBatch', 'onTaskEnd'],
  exam: {
    ...accuracies,
    on: judgedAfter,
  },
  metrics: rows,
  plots: {
    bars: {
      name: 'accuracy',
      caption:
        'Accuracy over all tasks once all are learned (ACC), and what learning later tasks did to earlier ones (BWT). Lines: one standard deviation over seeds to each side.',
    },
    evolution: {
      title: 'Average accuracy over the tasks learned so far',
      caption: 'Accuracy over the tasks learned so far, after each task; the mean over seeds.',
      axis: 'average accuracy',
    },
    course: {
      kind: 'accuracy',
      about:
        'Accuracy on each task over the iterations of the stream, faint until its turn comes; upright lines where one task ends and the next begins.',
    },
  },
} as const satisfies Protocol

/**
 * All metrics of a run by accuracies.
 *
 * @param before the accuracy on each task before any training
 * @param over what backward and forward transfer divide by
 * @returns a `Left` when a row lacks a task that it must hold, `before` hasn't an entry a task, or an entry isn't in [0, 1]
 */
export const metrics = (
  matrix: AccuracyMatrix,
  before: readonly number[],
  over: Denominator = 'T-1',
): E.Either<Fault, Metrics> =>
  pipe(
    metricsBy(continual)(matrix, before),
    E.map((found) => ({
      ...(found as Figures & Metrics),
      ...(over === 'T' ? { bwt: backwardTransfer(matrix, over), fwt: forwardTransfer(matrix, before, over) } : {}),
    })),
  )
