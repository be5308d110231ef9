import cliProgress from 'cli-progress'
import { barLine, type Shown } from './bar-line.ts'
import { columnsOf, type Output } from './console.ts'

/** A bar on a terminal that shows how much of some work is done. */
export interface Bar {
  /** So many ticks more are done. */
  readonly advance: (ticks: number, title: string, where: string) => void
  readonly stop: () => void
}

/** A bar for work of `total` ticks, with an estimate of the time left; it is there from when it first says something. */
export const barOf = (err: Output, total: number): Bar => {
  const single = new cliProgress.SingleBar(
    {
      stream: err,
      format: (_, { progress }, payload: Omit<Shown, 'done'>) =>
        barLine({ ...payload, done: Math.min(1, progress) }, columnsOf(err) - 1),
      fps: 10,
      hideCursor: true,
      clearOnComplete: true,
      gracefulExit: false,
      noTTYOutput: false,
      linewrap: false,
    },
    cliProgress.Presets.shades_classic,
  )
  const start = performance.now()
  let done = 0
  let started = false
  const left = (): string => {
    const spent = (performance.now() - start) / 1000
    const rest = Math.ceil((spent / Math.max(1, done)) * (total - done))
    return done < total / 100 || spent < 1 ? '' : rest < 90 ? `${rest} s left` : `${Math.ceil(rest / 60)} min left`
  }
  return {
    advance: (ticks, title, where) => {
      done += ticks
      const payload = { title, where, left: left() }
      if (!started) single.start(total, 0, payload)
      started = true
      single.update(done, payload)
    },
    stop: () => {
      if (started) single.stop()
    },
  }
}
