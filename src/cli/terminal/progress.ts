import { counted } from '../../counted.ts'
import { mean, protocolOf, type RecordedEvent, scoresOf } from '../../experiment/protocol/index.ts'
import { printable } from '../../printable.ts'
import type { Announced } from '../../sweep/index.ts'
import { barOf } from './bar.ts'
import type { Output } from './console.ts'

/** Something that is told what happens in runs. */
export interface Listener {
  readonly hear: (run: Announced, event: RecordedEvent) => void
  /** So many small steps are done. */
  readonly ticks: (run: Announced, ticks: number) => void
  /** No more is to come. */
  readonly done: () => void
}

const silent: Listener = { hear: () => {}, ticks: () => {}, done: () => {} }

const title = ({ started }: Announced): string => `${printable(started.method)}, seed ${started.seed}`

/** A line a task, for logs and pipes. */
const lines = (err: Output): Listener => ({
  done: () => {},
  ticks: () => {},
  hear: (run, event) => {
    if (event._tag !== 'Evaluated') return
    const { after } = event
    const { tasks, started } = run
    const scores = scoresOf(event)
    const { score, episodes } = protocolOf(started).exam
    if (episodes !== undefined) {
      const place = after === 0 ? `${started.backend}; untrained` : `stretch ${after} of ${tasks.length}:`
      err.write(`${title(run)}: ${place} ${score.one} ${episodes.told(scores)}\n`)
      return
    }
    const said = (value: number): string => `${score.shown(value)}${score.unit.sign}`
    err.write(
      after === 0
        ? `${title(run)}: ${counted(tasks.length, 'task')}, ${started.backend}; untrained ${said(mean(scores))}\n`
        : `${title(run)}: task ${after} of ${tasks.length}, ${printable(tasks[after - 1] ?? '')}: ${said(scores[after - 1] ?? 0)}; all so far ${said(mean(scores.slice(0, after)))}\n`,
    )
  },
})

const bar = (err: Output, runs: readonly Announced[]): Listener => {
  const { advance, stop } = barOf(
    err,
    runs.reduce((sum, { ticks }) => sum + ticks, 0),
  )
  let where = ''
  const [first] = runs
  if (first !== undefined) advance(0, title(first), 'starting')
  return {
    ticks: (run, ticks) => advance(ticks, title(run), where),
    hear: (run, event) => {
      const { episodes } = protocolOf(run.started).exam
      const unit = episodes === undefined ? 'task' : 'stretch'
      if (event._tag === 'TaskStarted') where = `${unit} ${event.task + 1} of ${run.tasks.length}`
      else if (event._tag === 'RunStarted') where = ''
      else return
      advance(0, title(run), where)
    },
    done: stop,
  }
}

/** Tells of progress: a bar on a terminal, a line a task elsewhere, nothing when it is to be quiet. */
export const progress = (err: Output, runs: readonly Announced[], quiet: boolean): Listener =>
  quiet ? silent : err.isTTY === true ? bar(err, runs) : lines(err)
