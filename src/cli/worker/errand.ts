import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../fault.ts'

/** What a worker is asked to do: what it is given, what it tells on the way, and what it brings back; all of it plain data. */
export interface Errand<Given, Told, Back> {
  readonly given: Given
  readonly told: Told
  readonly back: Back
}

/** How an errand is done. */
export type Doing<E extends Errand<unknown, unknown, unknown>> = (
  given: E['given'],
  tell: (told: E['told']) => void,
  signal: AbortSignal,
) => TE.TaskEither<Fault, E['back']>
