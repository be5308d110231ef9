import { functionTrajectories, trajectoryClasses, trajectoryFunctions } from '../../streams/index.ts'
import { halfWidth } from './half-width.ts'
import { mean } from './metrics.ts'
import type { Metric, Protocol, Score, ScoreMatrix, Trajectories } from './protocol.ts'
import { accuracies, errors } from './scores.ts'
import { signedIn } from './signed.ts'
import { writtenNumber } from './written-number.ts'

/** The columns of means: the score on all that was learned so far, at each checkpoint, side by side. */
export const trajectoryColumns = ({ checkpoints, sides }: Trajectories): readonly string[] =>
  sides.flatMap(({ column }) => checkpoints.map((count) => `${column}${count}`))

/** How many numbers a row has: the means; and where they are kept, the scores of each trajectory on the first side. */
export const rowLength = (form: Trajectories): number =>
  trajectoryColumns(form).length + (form.kept ?? 0) * form.checkpoints.length

/** The row of some trajectories: the mean of each column, and what is kept of each, checkpoint by checkpoint. */
export const trajectoryRow =
  (form: Trajectories) =>
  (all: readonly (readonly number[])[]): readonly number[] => [
    ...trajectoryColumns(form).map((_, column) => mean(all.map((scores) => scores[column] ?? 0))),
    ...form.checkpoints.flatMap((_, column) =>
      Array.from({ length: form.kept ?? 0 }, (__, number) => all[number]?.[column] ?? 0),
    ),
  ]

/** The mean in a column. */
const meanAt = (form: Trajectories, row: readonly number[] | undefined, column: string): number =>
  row?.[trajectoryColumns(form).indexOf(column)] ?? 0

/** What a row keeps of each trajectory at a checkpoint. */
export const eachAt = (form: Trajectories, row: readonly number[] | undefined, count: number): readonly number[] => {
  const { kept = 0, checkpoints } = form
  const from = trajectoryColumns(form).length + checkpoints.indexOf(count) * kept
  return row?.slice(from, from + kept) ?? []
}

const counted = ({ one, many }: Trajectories, count: number): string => `${count} ${count === 1 ? one : many}`

const metricsOf = (form: Trajectories, score: Score, labels: string): readonly Metric[] => {
  const { one } = score
  const [first, ...others] = form.sides
  const metric = (of: Omit<Metric, 'better' | 'codec' | 'shown'>): Metric => ({
    better: score.better,
    codec: writtenNumber,
    shown: score.shown,
    ...of,
  })
  return [
    ...form.checkpoints.map((count) =>
      metric({
        name: `${one}${count}`,
        head: counted(form, count),
        about: `${one} on all of ${count} new ${form.many}, learned one after the other, on examples never seen`,
        of: (matrix) => meanAt(form, matrix.at(-1), `${first.column}${count}`),
        compared: true,
        bars: { axis: `${one} on ${counted(form, count)}`, labels },
      }),
    ),
    ...others.flatMap(({ column }) =>
      form.checkpoints.map((count) =>
        metric({
          name: `${one}Learned${count}`,
          head: `learned, ${count}`,
          about: `${one} on all of ${count} new ${form.many}, on the examples that were learned`,
          of: (matrix) => meanAt(form, matrix.at(-1), `${column}${count}`),
          compared: false,
        }),
      ),
    ),
    ...form.checkpoints.map((count) =>
      metric({
        name: `untrained${count}`,
        head: `untrained, ${count}`,
        about: `${one} on ${count} ${form.many} of the same network without meta-training, on the same trajectories`,
        of: (_: ScoreMatrix, before) => meanAt(form, before, `${first.column}${count}`),
        compared: false,
      }),
    ),
  ]
}

/** What is told trajectory by trajectory: how sure a mean is, and what meta-training did on the same trajectories. */
const pairedMetrics = (form: Trajectories, { one, shown, better }: Score): readonly Metric[] => {
  const gains = (matrix: ScoreMatrix, before: readonly number[], count: number): readonly number[] => {
    const untrained = eachAt(form, before, count)
    const change = eachAt(form, matrix.at(-1), count).map((score, number) => score - (untrained[number] ?? 0))
    return better === 'more' ? change : change.map((value) => -value)
  }
  const width = { better: 'less', codec: writtenNumber, shown, compared: false } as const
  return form.checkpoints.flatMap((count): readonly Metric[] => [
    {
      ...width,
      name: `${one}${count}Interval`,
      head: `± ${count}`,
      about: `half the width of the 95 % interval of the mean ${one} on ${counted(form, count)}`,
      of: (matrix) => halfWidth(eachAt(form, matrix.at(-1), count)),
    },
    {
      ...width,
      name: `untrained${count}Interval`,
      head: `± untrained, ${count}`,
      about: 'the same of the network without meta-training',
      of: (_, before) => halfWidth(eachAt(form, before, count)),
    },
    {
      ...width,
      name: `gain${count}`,
      head: `gain, ${count}`,
      about: `by how much meta-training made the ${one} on ${counted(form, count)} better, trajectory by trajectory, the mean`,
      better: 'more',
      shown: signedIn(3),
      of: (matrix, before) => mean(gains(matrix, before, count)),
    },
    {
      ...width,
      name: `gain${count}Interval`,
      head: `± gain, ${count}`,
      about: 'half the width of the 95 % interval of that mean',
      of: (matrix, before) => halfWidth(gains(matrix, before, count)),
    },
  ])
}

/** A protocol of trajectories of something that comes one after the other, as examples are marked. */
const along = (
  name: string,
  { score, marks }: Pick<Protocol['exam'], 'score' | 'marks'>,
  form: Trajectories,
  loss: Pick<Protocol, 'loss'> = {},
): Protocol => {
  const { one, axis, unit } = score
  const { many, checkpoints, length, sides } = form
  const [first] = sides
  const title = `${one[0]?.toUpperCase()}${one.slice(1)}`
  const sentence = `${title} on all ${many} learned so far`
  const [last, ...before] = [...checkpoints].reverse()
  const after = `${before.reverse().join(', ')} and ${last}`
  const [word, sign] = unit.sign === '' ? ['on', ''] : ['of', unit.sign]
  return {
    name,
    events: ['onEpisodes'],
    ...loss,
    exam: {
      ...{ score, marks },
      on: () => rowLength(form),
      episodes: {
        columns: trajectoryColumns(form),
        trajectories: form,
        headline: (row) => meanAt(form, row, `${first.column}${length}`),
        told: (row) =>
          checkpoints
            .map(
              (count) =>
                `${score.shown(meanAt(form, row, `${first.column}${count}`))}${sign} ${word} ${counted(form, count)}`,
            )
            .join(', '),
      },
    },
    metrics: [
      ...metricsOf(form, score, `format(datum.value, '${axis.format}')`),
      ...(form.kept === undefined ? [] : pairedMetrics(form, score)),
    ],
    plots: {
      bars: {
        name: one,
        caption: `${sentence}, after ${after} new ${many} one after the other, on examples never seen. Lines: one standard deviation over seeds to each side.`,
      },
      evolution: {
        title: `${title} on ${length} new ${many}, learned one after the other, as meta-training goes on`,
        caption: `${title} on ${length} new ${many}, learned one after the other, after each stretch of meta-training; the mean over seeds.`,
        axis: `${one} on ${length} ${many}`,
        along: 'stretches of meta-training',
      },
    },
  }
}

/**
 * Classes one after the other: the learner meta-trains on trajectories of a class, and is judged on trajectories of 100 classes that it
 * never saw. A copy of it adapts to the examples of each class in turn, and after 10, 20, 50 and 100 is asked for all classes so far.
 *
 * @source K. Javed and M. White, OML, NeurIPS 2019, section 5; S. Beaulieu et al., ANML, ECAI 2020
 */
export const trajectory: Protocol = along('trajectory', accuracies, {
  one: 'class',
  many: 'classes',
  length: trajectoryClasses,
  checkpoints: [10, 20, 50, trajectoryClasses],
  sides: [
    { side: 'query', column: 'test', title: 'on images never seen' },
    { side: 'support', column: 'train', title: 'on images that were learned' },
  ],
})

/**
 * Functions one after the other, by the mean squared error, ‖f(x) − y‖²: the learner meta-trains on whole trajectories, and is judged on
 * fifty of ten functions that it never saw. A copy of it adapts to the points of each function in turn, and after 1, 2, 5 and 10 is asked
 * for all functions so far. See `trajectory`.
 *
 * @source K. Javed and M. White, OML, NeurIPS 2019, section 4
 */
export const functionTrajectory: Protocol = along(
  'functionTrajectory',
  errors,
  {
    one: 'function',
    many: 'functions',
    length: trajectoryFunctions,
    checkpoints: [1, 2, 5, trajectoryFunctions],
    sides: [{ side: 'query', column: 'test', title: 'at points never seen' }],
    kept: functionTrajectories,
  },
  { loss: 'squaredError' },
)
