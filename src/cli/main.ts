import { program } from './program.ts'
import type { Console } from './terminal/console.ts'
import { settled } from './terminal/settled.ts'
import { noted } from './worker/noted.ts'

/** Carries out a command line, prints what is wrong with it, and returns the exit status. */
export const main = (args: readonly string[], console: Console): Promise<number> =>
  settled(
    program(args.includes('--quiet') ? console : { ...console, start: noted(console.start, console.err) })(args),
    console,
  )
