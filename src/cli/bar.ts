import cliProgress from 'cli-progress'
import { columnsOf, type Output } from './console.ts'

/** A bar on a terminal that shows how much of some work is done. */
export interface Bar {
  /** So many ticks more are done. */
  readonly advance: (ticks: number, title: string, where: string) => void
  readonly stop: () => void
}

/** A bar for work of `total` ticks; it is there from its first tick on, with an estimate of the time left. */
export const barOf = (err: Output, total: number): Bar => {
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
