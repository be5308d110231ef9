import type { Output } from './console.ts'

const clear = '\x1b[1G\x1b[K'

/** Says something on lines of its own: a bar that is on the line of a terminal is drawn anew below. */
export const noted =
  (err: Output) =>
  (text: string): void => {
    err.write(`${err.isTTY === true ? clear : ''}${text}\n`)
  }
