import { halfWidth } from './half-width.ts'
import { mean } from './metrics.ts'
import type { Metric, Protocol, Score, ScoreMatrix } from './protocol.ts'
import { accuracies, errors } from './scores.ts'
import { writtenNumber } from './written-number.ts'

/** After how many steps of adapting a learner is judged on an episode: before any, after one, and after ten. */
export const adaptingSteps = [0, 1, 10] as const

/** After so many steps on the support of another episode is it judged on the first one again, and after so many back on its own. */
export const detour = { away: 10, back: 1 } as const

/**
 * What a learner gets on one episode, in order: a score after each of `adaptingSteps` on its support, then one when it has gone on to
 * adapt to another episode, and one after a step back on the support of this one.
 */
export type EpisodeScores = readonly number[]

/** The columns of a row: the mean of each of an episode's scores, then half the width of the 95 % intervals of the first three. */
export const columns = [
  'before',
  'after1',
  'after10',
  'disturbed',
  'recovered',
  '±before',
  '±after1',
  '±after10',
] as const

type Column = (typeof columns)[number]

/** The row of some episodes. */
export const rowOf = (all: readonly EpisodeScores[]): readonly number[] => {
  const each = columns.slice(0, 5).map((_, i) => all.map((scores) => scores[i] ?? 0))
  return [...each.map(mean), ...each.slice(0, adaptingSteps.length).map(halfWidth)]
}

const lastOf =
  (column: Column) =>
  (matrix: ScoreMatrix): number =>
    matrix.at(-1)?.[columns.indexOf(column)] ?? 0

interface Named {
  readonly name: string
  readonly head: string
  readonly about: string
  readonly column: Column
  readonly compared: boolean
  readonly title?: string
}

const metricsOf = (score: Score, rows: readonly Named[]): readonly Metric[] =>
  rows.map(({ name, head, about, column, compared, title }) => ({
    name,
    head,
    about,
    better: column.startsWith('±') ? 'less' : score.better,
    codec: writtenNumber,
    of: lastOf(column),
    shown: score.shown,
    compared,
    ...(title === undefined ? {} : { bars: { axis: title, labels: `format(datum.value, '${score.axis.format}')` } }),
  }))

/** The names that what runs come to has: those of errors, and those of accuracies. */
const named = (one: 'error' | 'accuracy'): readonly Named[] => [
  {
    name: `${one}Before`,
    head: 'before',
    about: `${one} on new episodes before adapting`,
    column: 'before',
    compared: true,
  },
  {
    name: `${one}After1`,
    head: '1 step',
    about: `${one} on new episodes after adapting to their support in one step`,
    column: 'after1',
    compared: true,
    title: `${one} after 1 step`,
  },
  {
    name: `${one}After10`,
    head: '10 steps',
    about: `${one} on new episodes after adapting to their support in ten steps`,
    column: 'after10',
    compared: true,
    title: `${one} after 10 steps`,
  },
  {
    name: `${one}Disturbed`,
    head: 'disturbed',
    about: `${one} on an episode adapted to, after ten more steps on the support of another`,
    column: 'disturbed',
    compared: false,
  },
  {
    name: `${one}Recovered`,
    head: 'recovered',
    about: `${one} on it again after one step back on its own support`,
    column: 'recovered',
    compared: false,
  },
  ...(
    [
      ['Before', '±before'],
      ['After1', '±after1'],
      ['After10', '±after10'],
    ] as const
  ).map(
    ([when, column], i): Named => ({
      name: `${one}${when}Interval`,
      head: ['± before', '± 1 step', '± 10 steps'][i]!,
      about: `half the width of the 95 % interval of the mean ${one} ${['before adapting', 'after one step', 'after ten steps'][i]}`,
      column,
      compared: false,
    }),
  ),
]

const episodic = (
  name: string,
  { score, marks }: Pick<Protocol['exam'], 'score' | 'marks'>,
  loss: Pick<Protocol, 'loss'> = {},
): Protocol => ({
  name,
  events: ['onEpisodes'],
  ...loss,
  exam: {
    ...{ score, marks },
    on: () => columns.length,
    episodes: {
      columns,
      headline: (row) => row[columns.indexOf('after10')] ?? 0,
      told: (row) => {
        const [before, after1, after10] = row
          .slice(0, adaptingSteps.length)
          .map((value) => `${score.shown(value)}${score.unit.sign}`)
        return `${before} before adapting, ${after1} after 1 step, ${after10} after 10`
      },
    },
  },
  metrics: metricsOf(score, named(score.name === 'errors' ? 'error' : 'accuracy')),
  plots: {
    bars: {
      name: score.one,
      caption: `Mean ${score.one} on new episodes after adapting to the support of each in one and in ten steps. Lines: one standard deviation over seeds to each side.`,
    },
    evolution: {
      title: `${score.one[0]?.toUpperCase()}${score.one.slice(1)} on new episodes after ten steps, as meta-training goes on`,
      caption: `Mean ${score.one} on new episodes after ten steps of adapting, after each stretch of meta-training; the mean over seeds.`,
      axis: `${score.one} after ten steps`,
      along: 'stretches of meta-training',
    },
  },
})

/**
 * Episodes of numbers to predict, by the mean squared error on the query of each, ‖f(x) − y‖². The learner meta-trains on the
 * meta-batches of a stretch, and is judged on fresh episodes: before adapting to the support of each, after one step and after ten; then
 * after ten steps on the support of the next, and one step back.
 */
export const episodes: Protocol = episodic('episodes', errors, { loss: 'squaredError' })

/** Episodes of classes, by the fraction of the query of each that is right: see `episodes`. */
export const fewShot: Protocol = episodic('fewShot', accuracies)
