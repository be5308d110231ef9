import { mean } from './metrics.ts'
import { percent } from './percent.ts'
import type { Metric, Protocol, ScoreMatrix } from './protocol.ts'
import { accuracies } from './scores.ts'
import { writtenNumber } from './written-number.ts'

/** After how many classes a learner is asked for all of them. */
export const checkpoints = [10, 20, 50, 100] as const

/** The columns of a row: the accuracy on all classes so far, at each checkpoint, on examples never seen and on those learned. */
export const trajectoryColumns = [
  ...checkpoints.map((classes) => `test${classes}`),
  ...checkpoints.map((classes) => `train${classes}`),
]

/** The row of some trajectories: the mean of each column. */
export const trajectoryRow = (all: readonly (readonly number[])[]): readonly number[] =>
  trajectoryColumns.map((_, column) => mean(all.map((scores) => scores[column] ?? 0)))

const at = (row: readonly number[] | undefined, column: string): number => row?.[trajectoryColumns.indexOf(column)] ?? 0

const metric = (
  of: Pick<Metric, 'name' | 'head' | 'about' | 'of' | 'compared'> & Pick<Partial<Metric>, 'bars'>,
): Metric => ({ better: 'more', codec: writtenNumber, shown: percent, ...of })

const labels = "format(datum.value, '.0%')"

const metrics: readonly Metric[] = [
  ...checkpoints.map((classes) =>
    metric({
      name: `accuracy${classes}`,
      head: `${classes} classes`,
      about: `accuracy on all of ${classes} new classes, learned one after the other, on examples never seen`,
      of: (matrix) => at(matrix.at(-1), `test${classes}`),
      compared: true,
      bars: { axis: `accuracy on ${classes} classes`, labels },
    }),
  ),
  ...checkpoints.map((classes) =>
    metric({
      name: `accuracyLearned${classes}`,
      head: `learned, ${classes}`,
      about: `accuracy on all of ${classes} new classes, on the examples that were learned`,
      of: (matrix) => at(matrix.at(-1), `train${classes}`),
      compared: false,
    }),
  ),
  ...checkpoints.map((classes) =>
    metric({
      name: `untrained${classes}`,
      head: `untrained, ${classes}`,
      about: `accuracy on ${classes} classes of the same network without meta-training, on the same trajectories`,
      of: (_: ScoreMatrix, before) => at(before, `test${classes}`),
      compared: false,
    }),
  ),
]

/**
 * Classes one after the other: the learner meta-trains on trajectories of a class, and is judged on trajectories of 100 classes that it
 * never saw. A copy of it adapts to the examples of each class in turn, and after 10, 20, 50 and 100 is asked for all classes so far.
 *
 * @source K. Javed and M. White, OML, NeurIPS 2019, section 5; S. Beaulieu et al., ANML, ECAI 2020
 */
export const trajectory: Protocol = {
  name: 'trajectory',
  events: ['onEpisodes'],
  exam: {
    ...accuracies,
    on: () => trajectoryColumns.length,
    episodes: {
      columns: trajectoryColumns,
      along: 'trajectories',
      headline: (row) => at(row, 'test100'),
      told: (row) =>
        checkpoints.map((classes) => `${percent(at(row, `test${classes}`))} % of ${classes} classes`).join(', '),
    },
  },
  metrics,
  plots: {
    bars: {
      name: 'accuracy',
      caption:
        'Accuracy on all classes learned so far, after 10, 20, 50 and 100 new classes one after the other, on examples never seen. Lines: one standard deviation over seeds to each side.',
    },
    evolution: {
      title: 'Accuracy on 100 new classes, learned one after the other, as meta-training goes on',
      caption:
        'Accuracy on 100 new classes, learned one after the other, after each stretch of meta-training; the mean over seeds.',
      axis: 'accuracy on 100 classes',
      along: 'stretches of meta-training',
    },
    course: {
      kind: 'classes',
      about: 'Accuracy on all classes learned so far over their number, on examples never seen and on those learned.',
    },
  },
}
