import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, render } from '../../fault.ts'
import type { Console } from './console.ts'

/** Carries out a command: prints what was wrong, if anything, and returns the exit status. */
export const settled = async (command: TE.TaskEither<Fault, number>, { err }: Console): Promise<number> => {
  try {
    const status = await command()
    if (E.isRight(status)) return status.right
    err.write(`${render(status.left)}\n`)
    return status.left.code
  } catch (error) {
    err.write(`internal: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    err.write('  hint      this is a mistake in Retain: please report it with the command line\n')
    return 1
  }
}
