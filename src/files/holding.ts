import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, fault } from '../fault.ts'
import { type Lock, lock, type Refusal } from './lock.ts'

/** A file or a folder that is to be this process's alone to write, and what to say where it can't be. */
export interface Wanted {
  readonly path: string
  readonly where: string
  /** What it is, such as `the record`. */
  readonly what: string
  /** What to do instead of waiting for another process. */
  readonly instead: string
  /** That nothing can be written there, with what the system said. */
  readonly unwritable: (error: unknown) => Fault
}

const refused =
  ({ path, where, what, instead, unwritable }: Wanted) =>
  (refusal: Refusal): Fault => {
    if (refusal._tag === 'Unwritable') return unwritable(refusal.error)
    const { by, lockFile } = refusal
    return fault({
      where,
      rule: `${what} must be one that no other process writes`,
      got: by === undefined ? 'one that another is about to' : `process ${by.process} on ${by.host.split(' ')[0]}`,
      path: [path],
      hint: `wait until it has ended, or ${instead}; if there is no such process any more, delete ${lockFile}`,
    })
  }

/** The lock of what is wanted; a `Left` that says who has it. */
export const held = (wanted: Wanted): E.Either<Fault, Lock> => pipe(lock(wanted.path), E.mapLeft(refused(wanted)))

/** Does something while all that is wanted is this process's alone to write; a `Left` where another process has some of it. */
export const holding = <A>(
  [first, ...rest]: readonly Wanted[],
  use: () => TE.TaskEither<Fault, A>,
): TE.TaskEither<Fault, A> =>
  first === undefined
    ? use()
    : TE.bracket(
        TE.fromIOEither(() => held(first)),
        () => holding(rest, use),
        (own) => TE.fromIO(own.release),
      )
