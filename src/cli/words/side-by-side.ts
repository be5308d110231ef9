import pc from 'picocolors'
import { change, type Metrics, percent } from '../../experiment/protocol/index.ts'
import { type Outcome, outcomeOf, type RecordedRun } from '../../records/index.ts'
import { type Console, colourful, columnsOf, wrapped } from '../terminal/console.ts'

/** A run under the name that people know its method by. */
export interface Contestant {
  readonly title: string
  readonly run: RecordedRun
}

/** What a run by accuracies comes to. */
type Judged = Outcome & Metrics

const rows: readonly { readonly head: string; readonly of: (outcome: Judged) => string }[] = [
  { head: 'accuracy over all tasks at the end (ACC)', of: ({ acc }) => `${percent(acc)} %` },
  { head: 'accuracy right after learning each', of: ({ learningAccuracy }) => `${percent(learningAccuracy)} %` },
  { head: 'change since then (BWT)', of: ({ bwt }) => `${change(bwt)} %` },
  { head: 'time spent learning', of: ({ trainSeconds }) => `${trainSeconds.toFixed(1)} s` },
]

const barred = (fraction: number, width: number): string => '█'.repeat(Math.round(fraction * width)).padEnd(width, '·')

const points = (fraction: number): string => Math.abs(100 * fraction).toFixed(1)

const kept = ({ title }: Contestant, { bwt, learningAccuracy }: Judged): string =>
  bwt < 0
    ? `${title} knew ${percent(learningAccuracy)} % of a task when it had just learned it, and has since lost ${points(bwt)} points of each earlier one on average.`
    : `${title} knew ${percent(learningAccuracy)} % of a task when it had just learned it, and has since lost nothing.`

const meaning = (base: Contestant, other: Contestant, a: Judged, b: Judged): string => {
  const gain = b.acc - a.acc
  const verdict =
    gain > 0
      ? `In the end ${other.title} is right on ${points(gain)} more digits of a hundred, over all tasks.`
      : `In the end ${other.title} is right on ${points(gain)} fewer digits of a hundred, over all tasks: its options do not suit this stream.`
  return [
    'Each batch is seen once and then gone; what a network forgets it can look up nowhere.',
    kept(base, a),
    kept(other, b),
    verdict,
  ].join(' ')
}

/** Two methods on the same stream: their numbers, the accuracy left on each task, and what the difference means in words. */
export const sideBySide = (base: Contestant, other: Contestant, { out, env }: Console): string => {
  const { bold, dim } = pc.createColors(colourful(out, env))
  const width = Math.min(columnsOf(out), 100)
  const [a, b] = [base, other].map(({ run }) => outcomeOf(run) as Judged | undefined)
  if (a === undefined || b === undefined) return ''
  const left = Math.min(42, Math.max(20, width - 24))
  const cell = Math.max(10, base.title.length, other.title.length)
  const line = (head: string, first: string, second: string): string =>
    `${head.slice(0, left).padEnd(left)}${first.padStart(cell)}${second.padStart(cell + 2)}`
  const bars = Math.max(4, Math.min(24, Math.floor((width - 30) / 2)))
  const tasks = (base.run.matrix.at(-1) ?? []).map((accuracy, task) => {
    const second = other.run.matrix.at(-1)?.[task] ?? 0
    const side = (fraction: number): string => `${barred(fraction, bars)} ${percent(fraction).padStart(5)} %`
    return `${`task ${task + 1}`.padEnd(9)}${side(accuracy)}  ${side(second)}`
  })
  return `${[
    bold(line('', base.title, other.title)),
    ...rows.map(({ head, of }) => line(head, of(a), of(b))),
    '',
    dim('what is left of each task at the end, the first learned first'),
    bold(`${' '.repeat(9)}${base.title.padEnd(bars + 10)}${other.title}`),
    ...tasks,
    '',
    wrapped(meaning(base, other, a, b), width, ''),
  ].join('\n')}\n`
}
