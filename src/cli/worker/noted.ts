import type { Output } from '../terminal/console.ts'
import type { Wire } from './wire.ts'

/** A worker that comes up quicker than so many milliseconds needs no word. */
const patience = 150

const clear = '\x1b[1G\x1b[K'

/** A start of workers which on a terminal says so, until the worker says something itself or ends. */
export const noted = (start: () => Wire, err: Output) => (): Wire => {
  const wire = start()
  if (err.isTTY !== true) return wire
  let said = false
  const timer = setTimeout(() => {
    said = true
    err.write('starting …')
  }, patience)
  const over = (): void => {
    clearTimeout(timer)
    if (said) err.write(clear)
    said = false
  }
  return {
    ...wire,
    listen: (hear, die) =>
      wire.listen(
        (news) => {
          over()
          hear(news)
        },
        (how) => {
          over()
          die(how)
        },
      ),
    end: () => {
      over()
      return wire.end()
    },
  }
}
