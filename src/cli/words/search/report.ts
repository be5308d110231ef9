import pc from 'picocolors'
import { printable } from '../../../printable.ts'
import type { RecordedRun } from '../../../records/index.ts'
import {
  type Goal,
  type Ladder,
  type Ruling,
  ranked,
  type Searched,
  seedsOn,
  type Trial,
} from '../../../sweep/index.ts'
import { type Console, colourful, columnsOf, wrapped } from '../../terminal/console.ts'
import { aligned } from '../aligned.ts'

/** A search that came to its end, as it is told of. */
export interface Told {
  readonly method: string
  readonly started: RecordedRun['started']
  readonly names: readonly string[]
  readonly trials: readonly Trial[]
  readonly ladder: Ladder
  readonly seeds: number
  readonly goal: Goal
  readonly shown: (value: number) => string
  readonly searched: Searched
}

/** The value of a ruling in the goal's own unit; none where a run did not come to its end. */
export const numberOf = ({ better }: Goal, { score }: Ruling): number | undefined =>
  Number.isFinite(score) ? (better === 'more' ? score : -score) : undefined

/** A row a trial that was begun, the best first: what it is called, its options, on how many seeds it was, and what it came to. */
export const rowsOf = ({ names, trials, ladder, seeds, goal, searched }: Told) =>
  ranked(searched.rulings).map((ruling) => ({
    label: trials[ruling.trial]!.label,
    values: names.map((name) => trials[ruling.trial]!.values[name]!),
    seeds: seedsOn(ruling.rung, seeds, ladder),
    value: numberOf(goal, ruling),
  }))

/** The best trial; none where no run of any came to its end. */
export const winnerOf = ({ trials, searched }: Pick<Told, 'trials' | 'searched'>): Trial | undefined => {
  const [first] = ranked(searched.rulings)
  return first === undefined || !Number.isFinite(first.score) ? undefined : trials[first.trial]
}

/** The options of a trial as a command line has them. */
export const settingLine = ({ values }: Trial): string =>
  `--set ${Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')}`

/** More rows than these are for the file. */
const mostRows = 20

/** A search as people read it: the trials, the best first, and the line that sets the best one's options. */
export const searchReport = (
  told: Told,
  { out, env }: Pick<Console, 'out' | 'env'>,
  files: readonly string[],
): string => {
  const { bold, dim } = pc.createColors(colourful(out, env))
  const width = columnsOf(out)
  const rows = rowsOf(told)
  const { method, started, goal, ladder, seeds, searched } = told
  const winner = winnerOf(told)
  const most = rows[0]?.seeds ?? 0
  const table = aligned([
    { title: 'trial', cells: [...told.names, 'seeds', goal.head] },
    ...rows.slice(0, mostRows).map(({ label, values, seeds: on, value }) => ({
      title: printable(label),
      cells: [...values.map(String), `${on}`, value === undefined ? 'diverged' : told.shown(value)],
    })),
  ])
  const how =
    ladder.rungs === 1
      ? `each on ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}`
      : `on ${Array.from({ length: ladder.rungs }, (_, rung) => seedsOn(rung, seeds, ladder)).join(', then ')} seeds, one of ${ladder.eta} going on`
  return `${[
    bold(
      wrapped(
        `${printable(method)} on ${printable(started.benchmark)}: ${searched.decisions.filter(({ rung }) => rung === 0).length} trials, ${how}`,
        width,
        '  ',
      ),
    ),
    dim(
      wrapped(
        `${printable(started.data)}; judged by ${started.evaluate} examples, ${goal.head}, ${goal.better} is better`,
        width,
        '  ',
      ),
    ),
    '',
    ...table.map((row, i) => (i === 0 ? dim(row) : i === 1 && winner !== undefined ? bold(row) : row)),
    ...(rows.length > mostRows ? [dim(`… and ${rows.length - mostRows} more`)] : []),
    '',
    winner === undefined
      ? 'no trial came to its end'
      : `best of ${most} ${most === 1 ? 'seed' : 'seeds'}:\n  ${settingLine(winner)}`,
    ...(files.length === 0 ? [] : [dim(`written: ${files.map(printable).join(' ')}`)]),
  ].join('\n')}\n`
}

const quoted = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** The trials as comma-separated values, the best first. */
export const searchCsv = (told: Told): string =>
  `${[
    ['trial', ...told.names, 'seeds', told.goal.name],
    ...rowsOf(told).map(({ label, values, seeds, value }) => [label, ...values, seeds, value ?? '']),
  ]
    .map((cells) => cells.map((cell) => quoted(`${cell}`)).join(','))
    .join('\n')}\n`

/** What `retain search --json` prints and writes. */
export const searchJson = (told: Told) => {
  const winner = winnerOf(told)
  return {
    method: told.method,
    benchmark: told.started.benchmark,
    evaluate: told.started.evaluate,
    metric: told.goal.name,
    better: told.goal.better,
    trials: rowsOf(told).map(({ label, values, seeds, value }) => ({
      label,
      options: Object.fromEntries(told.names.map((name, i) => [name, values[i]])),
      seeds,
      value: value ?? null,
    })),
    best: winner === undefined ? null : { label: winner.label, options: winner.values, set: settingLine(winner) },
  }
}
