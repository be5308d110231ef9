import type { Either } from 'fp-ts/lib/Either.js'
import type { Fault } from '../../fault.ts'
import type { ErrandName, Errands } from './errands.ts'

/** What a worker is told. */
export type Command =
  | {
      readonly [N in ErrandName]: { readonly _tag: 'Do'; readonly errand: N; readonly given: Errands[N]['given'] }
    }[ErrandName]
  | { readonly _tag: 'Stop' }

/** What a worker tells of its errand. `Done` or `Mistaken`, a mistake in Retain, comes last. */
export type News =
  | { readonly _tag: 'Told'; readonly told: unknown }
  | { readonly _tag: 'Done'; readonly result: Either<Fault, unknown> }
  | { readonly _tag: 'Mistaken'; readonly text: string }

/** How a worker ended by itself. */
export type Death =
  | { readonly _tag: 'Threw'; readonly error: unknown }
  | { readonly _tag: 'Exited'; readonly code: number }

/** The line to a worker. All that goes over it is plain data. */
export interface Wire {
  readonly send: (command: Command) => void
  /** Who hears of what it tells and of its death, in place of whoever did before. */
  readonly listen: (heard: (news: News) => void, died: (how: Death) => void) => void
  /** Ends the worker, whatever it does. */
  readonly end: () => Promise<void>
}

/** Whether a message is one of a worker's: code of a user may send others over the same port. */
export const isNews = (message: unknown): message is News =>
  typeof message === 'object' &&
  message !== null &&
  '_tag' in message &&
  (message._tag === 'Told' || message._tag === 'Done' || message._tag === 'Mistaken')
