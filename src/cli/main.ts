import type { Console } from './console.ts'
import { program } from './program.ts'
import { settled } from './settled.ts'

/** Carries out a command line, prints what is wrong with it, and returns the exit status. */
export const main = (args: readonly string[], console: Console): Promise<number> =>
  settled(program(console)(args), console)
