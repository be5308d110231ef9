import { mean, type Run, type RunEvent } from '../experiment/index.ts'
import { printable } from '../printable.ts'
import { barOf } from './bar.ts'
import type { Output } from './console.ts'
import { counted } from './counted.ts'
import { percent } from './percent.ts'
import { ticksOf } from './ticks.ts'

/** Something that is told what happens in runs. */
export interface Listener {
  readonly hear: (run: Run, event: RunEvent) => void
  /** No more is to come. */
  readonly done: () => void
}

const silent: Listener = { hear: () => {}, done: () => {} }

const title = ({ started }: Run): string => `${printable(started.method)}, seed ${started.seed}`

/** A line a task, for logs and pipes. */
const lines = (err: Output): Listener => ({
  done: () => {},
  hear: (run, event) => {
    if (event._tag !== 'Evaluated') return
    const { after, accuracies } = event
    const { tasks } = run.stream
    err.write(
      after === 0
        ? `${title(run)}: ${counted(tasks.length, 'task')}, ${run.started.backend}; untrained ${percent(mean(accuracies))} %\n`
        : `${title(run)}: task ${after} of ${tasks.length}, ${printable(tasks[after - 1]?.name ?? '')}: ${percent(accuracies[after - 1] ?? 0)} %; all so far ${percent(mean(accuracies.slice(0, after)))} %\n`,
    )
  },
})

const bar = (err: Output, runs: readonly Run[]): Listener => {
  const { advance, stop } = barOf(
    err,
    runs.reduce((sum, { stream, started }) => sum + ticksOf(stream, started, started.evaluateEvery), 0),
  )
  let where = ''
  const [first] = runs
  if (first !== undefined) advance(0, title(first), 'starting')
  return {
    hear: (run, event) => {
      const ticks = event._tag === 'BatchDone' || event._tag === 'TaskJudged' ? 1 : 0
      if (event._tag === 'TaskStarted') where = `task ${event.task + 1} of ${run.stream.tasks.length}`
      else if (event._tag === 'RunStarted') where = ''
      else if (ticks === 0) return
      advance(ticks, title(run), where)
    },
    done: stop,
  }
}

/** Tells of progress: a bar on a terminal, a line a task elsewhere, nothing when it is to be quiet. */
export const progress = (err: Output, runs: readonly Run[], quiet: boolean): Listener =>
  quiet ? silent : err.isTTY === true ? bar(err, runs) : lines(err)
