import type * as T from 'fp-ts/lib/Task.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../fault.ts'

/** How it is with an element of an array: it runs, is to run (for the first time or again), or is about to be gone. */
export type State = 'runs' | 'waits' | 'ends'

export interface Seen {
  readonly id: string
  readonly state: State
  /** Why it waits, as the scheduler says it. */
  readonly why: string
}

/** What has a cluster carry out arrays: one script, so many times at once. */
export interface Scheduler {
  /** The most elements that an array may have. */
  readonly most: T.Task<number>
  /** Submits an array of so many elements; what it is called. */
  readonly submit: (elements: number) => TE.TaskEither<Fault, string>
  /** The elements of all arrays of this comparison that are not gone. */
  readonly elements: TE.TaskEither<Fault, readonly Seen[]>
  /** Ends them all. */
  readonly cancel: T.Task<void>
  /** How a person ends them. */
  readonly ending: string
}
