import { counted } from '../../counted.ts'
import { printable } from '../../printable.ts'
import type { Job, Watcher } from '../../sweep/index.ts'
import { endingOf } from '../words/comparison/ending.ts'
import { barOf } from './bar.ts'
import type { Output } from './console.ts'
import { noted } from './note.ts'

const title = ({ label, seed }: Job): string => `${printable(label)}, seed ${seed}`

/** A line a run, for logs and pipes. */
const lines = (err: Output, jobs: readonly Job[], kept: number): Watcher => {
  let ended = kept
  let waiting = ''
  return {
    ticks: () => {},
    waits: (why) => {
      if (why !== waiting) err.write(`waiting: ${printable(why)}\n`)
      waiting = why
    },
    notes: noted(err),
    ended: (job, run) => {
      ended += 1
      err.write(`${title(job)}: ${endingOf(run)} (${ended} of ${kept + jobs.length})\n`)
    },
    done: () => {},
  }
}

/** One bar for all runs, and what is running beside it. */
const bar = (err: Output, jobs: readonly Job[], kept: number): Watcher => {
  const { advance, stop } = barOf(
    err,
    jobs.reduce((sum, { ticks }) => sum + ticks, 0),
  )
  const running = new Map<Job, number>()
  let ended = kept
  const show = (ticks: number): void =>
    advance(ticks, `${ended} of ${counted(kept + jobs.length, 'run')}`, [...running.keys()].map(title).join('; '))
  if (jobs.length > 0) advance(0, `${ended} of ${counted(kept + jobs.length, 'run')}`, 'starting')
  return {
    ticks: (job, ticks) => {
      running.set(job, (running.get(job) ?? 0) + ticks)
      show(ticks)
    },
    waits: (why) => advance(0, `${ended} of ${counted(kept + jobs.length, 'run')}`, `waiting: ${printable(why)}`),
    notes: noted(err),
    ended: (job) => {
      const rest = job.ticks - (running.get(job) ?? 0)
      running.delete(job)
      ended += 1
      show(rest)
    },
    done: stop,
  }
}

/** Tells of progress: a bar on a terminal, a line a run elsewhere, nothing when it is to be quiet. */
export const watcherOf = (err: Output, jobs: readonly Job[], kept: number, quiet: boolean): Watcher => {
  if (quiet) return { ticks: () => {}, ended: () => {}, notes: noted(err), done: () => {} }
  if (kept > 0)
    err.write(`${kept} of ${counted(kept + jobs.length, 'run')} ${kept === 1 ? 'is' : 'are'} recorded already\n`)
  return err.isTTY === true ? bar(err, jobs, kept) : lines(err, jobs, kept)
}
