import { getEventListeners } from 'node:events'

/** The exit status of a process that was interrupted. */
const interrupted = 130

/** What whoever was asked may take, in milliseconds, and threads that are to end when all is done. */
const patience = { asked: 950, done: 100 }

let finished = false

/** Ends the process as it is, with a word where nobody had the time for one. A bar may have hidden the cursor. */
const leave = () => {
  if (process.stderr.isTTY) process.stderr.write('\u001B[?25h')
  if (!finished) process.stderr.write('interrupted\n')
  process.exit(interrupted)
}

/** Ends the process by the signal itself: a thread that is inside a call of the system can't be waited for. */
const fall = () => {
  process.emit('exit', interrupted)
  process.removeAllListeners('SIGINT')
  process.kill(process.pid, 'SIGINT')
}

/**
 * Signals, heard from the first line on. The first asks whoever listens to what is returned; where nobody does there is nothing to
 * put in order, and the process ends. So it does at the second, and if it is still there when time is up.
 */
export const interrupts = () => {
  const asked = new AbortController()
  const hear = () => {
    if (asked.signal.aborted || getEventListeners(asked.signal, 'abort').length === 0) leave()
    asked.abort()
    setTimeout(leave, patience.asked).unref()
  }
  for (const name of ['SIGINT', 'SIGTERM']) process.on(name, hear)
  return asked.signal
}

/** Lets the process end with a status. */
export const finish = (status) => {
  finished = true
  process.exitCode = status
  if (status === interrupted) setTimeout(fall, patience.done).unref()
}
