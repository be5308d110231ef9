import type { Command } from 'commander'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../fault.ts'
import type { Console } from '../terminal/console.ts'

/** What the words and flags of a command are declared with. */
export interface Declaring {
  readonly console: Console
  /** The whole command line. */
  readonly retain: Command
  /** A new command, of `retain` itself or of one of its commands; a hidden one is in no help. */
  readonly add: (name: string, how?: { readonly to?: Command; readonly hidden?: boolean }) => Command
  /** Carries out what was asked for: the process ends with what it gives. */
  readonly end: (command: TE.TaskEither<Fault, number>) => Promise<void>
}
