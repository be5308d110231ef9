import cliProgress from 'cli-progress'
import { mean, type Run, type RunEvent } from '../experiment/index.ts'
import { columnsOf, type Output } from './console.ts'
import { percent } from './percent.ts'

/** Something that is told what happens in runs. */
export interface Listener {
  readonly hear: (run: Run, event: RunEvent) => void
  /** No more is to come. */
  readonly done: () => void
}

const silent: Listener = { hear: () => {}, done: () => {} }

const title = ({ started }: Run): string => `${started.method}, seed ${started.seed}`

/** A line a task, for logs and pipes. */
const lines = (err: Output): Listener => ({
  done: () => {},
  hear: (run, event) => {
    if (event._tag !== 'Evaluated') return
    const { after, accuracies } = event
    const { tasks } = run.stream
    err.write(
      after === 0
        ? `${title(run)}: ${tasks.length} tasks, ${run.started.backend}; untrained ${percent(mean(accuracies))} %\n`
        : `${title(run)}: task ${after} of ${tasks.length}, ${tasks[after - 1]?.name}: ${percent(accuracies[after - 1] ?? 0)} %; all so far ${percent(mean(accuracies.slice(0, after)))} %\n`,
    )
  },
})

/** How many ticks a run gives: one a batch, and one a task at each evaluation. */
const ticksOf = ({ stream, started }: Run): number =>
  stream.tasks.reduce((sum, { train }) => sum + Math.ceil(train.count / started.batch), 0) +
  (stream.tasks.length + 1) * stream.tasks.length

const bar = (err: Output, runs: readonly Run[]): Listener => {
  const columns = columnsOf(err)
  const wide = columns >= 72
  const single = new cliProgress.SingleBar(
    {
      stream: err,
      format: wide ? ' {title} {bar} {percentage} %  {where}  {left}' : ' {title} {percentage} %  {where}',
      barsize: Math.max(8, Math.min(30, columns - 60)),
      fps: 10,
      hideCursor: true,
      clearOnComplete: true,
      gracefulExit: false,
      noTTYOutput: false,
      linewrap: false,
    },
    cliProgress.Presets.shades_classic,
  )
  const total = runs.reduce((sum, run) => sum + ticksOf(run), 0)
  const start = performance.now()
  let ticks = 0
  let where = ''
  let started = false
  const left = (): string => {
    const spent = (performance.now() - start) / 1000
    const rest = Math.ceil((spent / Math.max(1, ticks)) * (total - ticks))
    return ticks < total / 100 || spent < 1 ? '' : rest < 90 ? `${rest} s left` : `${Math.ceil(rest / 60)} min left`
  }
  return {
    hear: (run, event) => {
      if (event._tag === 'BatchDone' || event._tag === 'TaskJudged') ticks += 1
      else if (event._tag === 'TaskStarted') where = `task ${event.task + 1} of ${run.stream.tasks.length}`
      else if (event._tag === 'RunStarted') where = ''
      else return
      const payload = { title: title(run), where, left: left() }
      if (!started) single.start(total, 0, payload)
      started = true
      single.update(ticks, payload)
    },
    done: () => {
      if (started) single.stop()
    },
  }
}

/** Tells of progress: a bar on a terminal, a line a task elsewhere, nothing when it is to be quiet. */
export const progress = (err: Output, runs: readonly Run[], quiet: boolean): Listener =>
  quiet ? silent : err.isTTY === true ? bar(err, runs) : lines(err)
