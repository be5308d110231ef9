import pc from 'picocolors'
import { cosine, ownIn, type Protocol, percent, protocolOf, shownOwn, signed } from '../../experiment/protocol/index.ts'
import { printable } from '../../printable.ts'
import { deviationOf, meanOf, type Outcome, outcomeOf, type RecordedRun } from '../../records/index.ts'
import { type Console, colourful, columnsOf, wrapped } from '../terminal/console.ts'
import { aligned, type Row } from './aligned.ts'
import { dataWords, extentWords, learnerWords } from './run-words.ts'

const seconds = (value: number): string => `${value.toFixed(1)} s`

interface Column {
  readonly head: string
  readonly of: (outcome: Outcome) => string
}

const judgedBy = ({ metrics }: Protocol): readonly Column[] =>
  metrics.map(({ name, head, shown }) => ({ head, of: (outcome) => shown(outcome[name] ?? 0) }))

/** Metrics of a user's own. */
const judgedByOwn = ({ ownMetrics = [] }: RecordedRun['started']): readonly Column[] =>
  ownMetrics.map(({ name, head }) => ({ head, of: (outcome) => shownOwn(ownIn(outcome, name) ?? 0) }))

const taken: readonly Column[] = [
  { head: 'training', of: ({ trainSeconds }) => seconds(trainSeconds) },
  { head: 'judging', of: ({ evalSeconds }) => seconds(evalSeconds) },
]

/** Where the alignment of gradients was measured. */
const measured: readonly Column[] = [
  {
    head: 'transfer',
    of: ({ gradientProduct: g }) => signed(g ?? 0),
  },
  { head: 'cosine', of: ({ gradientCosine: g }) => cosine(g ?? 0) },
]

/** Where the sparsity of the representation was measured. */
const sparse: readonly Column[] = [
  { head: 'active features', of: ({ activeFeatures: a }) => percent(a ?? 0) },
  { head: 'dead', of: ({ deadFeatures: d }) => percent(d ?? 0) },
]

/** The average over runs of the last row of their matrices. */
const lastRow = (runs: readonly RecordedRun[]): readonly number[] => {
  const rows = runs.map(({ matrix }) => matrix.at(-1) ?? [])
  return (rows[0] ?? []).map((_, task) => rows.reduce((sum, row) => sum + (row[task] ?? 0), 0) / rows.length)
}

/** How it ended: the score on each task, or on new episodes. */
const atLast = (
  runs: readonly RecordedRun[],
  { exam: { score, episodes } }: Protocol,
): readonly (readonly [name: string, text: string])[] => {
  const row = lastRow(runs)
  return episodes === undefined
    ? [
        ['at last', row.map((value) => score.shown(value)).join(' ')],
        ['', `(${score.one} on each task, the first learned first; ${score.unit.words}, as all above)`],
      ]
    : [
        ['at last', `${score.one} on new episodes: ${episodes.told(row)}`],
        ['', `(${score.unit.words}, as all above; ± is half the width of the 95 % interval of a mean)`],
      ]
}

/**
 * The runs of one method as people read them: a line a seed, mean and deviation, the score on each task at the end. A narrow
 * terminal gets fewer columns.
 */
export const summary = (runs: readonly RecordedRun[], { out, env }: Console, plots: readonly string[] = []): string => {
  const { bold, dim } = pc.createColors(colourful(out, env))
  const width = columnsOf(out)
  const started = runs[0]?.started
  const ended = runs.flatMap((run) => outcomeOf(run) ?? [])
  if (started === undefined || ended.length === 0) return ''
  const mean = meanOf(ended)
  const protocol = protocolOf(started)
  const columns = [
    ...judgedBy(protocol),
    ...judgedByOwn(started),
    ...taken,
    ...(mean.gradientProduct === undefined ? [] : measured),
    ...(mean.activeFeatures === undefined ? [] : sparse),
  ]
  const deviation = deviationOf(ended)
  const spread: readonly Row[] =
    ended.length < 2
      ? []
      : [
          { title: 'mean', cells: columns.map(({ of }) => of(mean)) },
          { title: '±', cells: columns.map(({ of }) => of(deviation).replace('+', '')) },
        ]
  const bySeed = (shown: readonly Column[]): readonly Row[] => [
    { title: 'seed', cells: shown.map(({ head }) => head) },
    ...runs.flatMap((run) => {
      const outcome = outcomeOf(run)
      return outcome === undefined ? [] : [{ title: `${run.started.seed}`, cells: shown.map(({ of }) => of(outcome)) }]
    }),
  ]
  const rows = aligned([...bySeed(columns), ...spread])
  const narrow = [
    ...(ended.length < 2 ? [] : [...aligned(bySeed(columns.slice(0, 2))), '']),
    ...aligned(
      columns.map(({ head, of }) => ({
        title: head,
        cells: [of(mean), ...(ended.length < 2 ? [] : [`± ${of(deviation).replace('+', '')}`])],
      })),
    ),
  ]
  const paragraph = (name: string, text: string): string =>
    `${dim(name.padEnd(9))}${wrapped(text, width - 9, '').replaceAll('\n', `\n${' '.repeat(9)}`)}`
  const settings = Object.entries(started.options).map(([name, value]) => `${name}=${value}`)
  return `${[
    bold(wrapped(`${started.method} on ${started.benchmark}: ${extentWords(started)}`, width, '  ')),
    ...(settings.length === 0 ? [] : [paragraph('options', settings.join(' '))]),
    paragraph('data', dataWords(started)),
    paragraph('network', learnerWords(started)),
    ...(started.versions.library === undefined ? [] : [paragraph('library', started.versions.library)]),
    ...(started.chosen === undefined ? [] : [paragraph('chosen', printable(started.chosen))]),
    ...(started.together === undefined ? [] : [paragraph('seeds', printable(started.together.words))]),
    ...(started.passedOver ?? []).map((why) => paragraph('left out', printable(why))),
    '',
    ...(Math.max(...rows.map((row) => row.length)) <= width
      ? rows.map((row, i) => (i === 0 ? dim(row) : ended.length > 1 && i === rows.length - 2 ? bold(row) : row))
      : narrow),
    '',
    ...atLast(runs, protocol).map(([name, text]) => paragraph(name, text)),
    ...(plots.length === 0 ? [] : [paragraph('plots', plots.join(' '))]),
  ].join('\n')}\n`
}
