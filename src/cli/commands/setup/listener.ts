import type { News } from '../../../native/setup/index.ts'
import { barOf } from '../../terminal/bar.ts'
import type { Output } from '../../terminal/console.ts'

/** Somebody who is told how a set-up goes. */
export interface Listener {
  readonly hear: (news: News) => void
  readonly done: () => void
}

const titleOf = ({ step, steps }: News): string => (steps === 0 ? 'check' : `step ${step} of ${steps}`)

/** A line when a step begins. */
const lines = (err: Output): Listener => {
  let last: string | undefined
  return {
    hear: (news) => {
      const line = `${titleOf(news)}: ${news.what}\n`
      if (line !== last) err.write(line)
      last = line
    },
    done: () => {},
  }
}

const ticks = 1000

const bar = (err: Output): Listener => {
  const { advance, stop } = barOf(err, ticks)
  let so = 0
  return {
    hear: (news) => {
      const now = Math.max(so, Math.floor(ticks * news.done))
      advance(now - so, titleOf(news), news.what)
      so = now
    },
    done: stop,
  }
}

/** Tells of progress: a bar on a terminal, a line a step elsewhere, nothing when it is to be quiet. */
export const listener = (err: Output, quiet: boolean): Listener =>
  quiet ? { hear: () => {}, done: () => {} } : err.isTTY === true ? bar(err) : lines(err)
