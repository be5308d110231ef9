import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../../fault.ts'
import type { Console } from '../terminal/console.ts'
import { type Hand, handOf } from './hand.ts'

/** The exit status of what was interrupted. */
export const interrupted = 130

/** Has a hand do something and lets it go however that ends. */
export const withHand = <A>(
  { start, signal }: Pick<Console, 'start' | 'signal'>,
  use: (hand: Hand) => TE.TaskEither<Fault, A>,
): TE.TaskEither<Fault, A> => {
  const hand = handOf(start, signal)
  return async () => {
    try {
      return await use(hand)()
    } finally {
      await hand.dismiss()
    }
  }
}

/**
 * What a hand brings, printed: the exit status.
 *
 * @param cut says what became of it where the user interrupts, and how to go on
 */
export const printed =
  <A>(console: Console, print: (of: A) => number, cut: () => string = () => 'interrupted') =>
  (brought: TE.TaskEither<Fault, O.Option<A>>): TE.TaskEither<Fault, number> =>
    pipe(
      brought,
      TE.map(
        O.match(() => {
          console.err.write(`${cut()}\n`)
          return interrupted
        }, print),
      ),
    )
