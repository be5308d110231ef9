import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { countsOfBatches } from '../data/index.ts'
import type { Fault } from '../fault.ts'
import { type Course, memoriesOf, type Session, type State, type StreamEvent } from '../interpreters/runtime/index.ts'

/** What an event came to. */
export interface Handled<Buffer> {
  /** After this event, and after those that were taken along with it. */
  readonly state: State<Buffer>
  readonly counts: Readonly<Record<string, number>>
  /** The memories as it found them. */
  readonly found: Course<Buffer>['found'][number]
}

type Outcome<Buffer> = E.Either<Fault, Handled<Buffer>>

/** Takes a state through events, and where many are one call of the device, through some that follow. */
export interface Handler<Buffer> {
  /** How many of the events that follow were taken along: the state is ahead of them. */
  readonly ahead: () => number
  /** What the next event came to, where it was taken along. */
  readonly known: () => Outcome<Buffer> | undefined
  /** @param following the next so many events, or none where there are fewer that may be one call with this one */
  readonly handle: (
    state: State<Buffer>,
    event: StreamEvent,
    following: (count: number) => readonly StreamEvent[],
  ) => Promise<Outcome<Buffer>>
}

/** @param longest so many milliseconds may one call take: nobody is heard meanwhile */
export const manyACall = <Buffer>(session: Session<Buffer>, seed: number, longest: number): Handler<Buffer> => {
  const queue: Outcome<Buffer>[] = []
  let each = Number.POSITIVE_INFINITY
  return {
    ahead: () => queue.length,
    known: () => queue.shift(),
    handle: async (state, event, following) => {
      const together = session.together(state, event)
      const events = [event, ...(together < 2 || together * each > longest ? [] : following(together - 1))]
      const start = performance.now()
      if (events.length === 1) {
        const found = memoriesOf(state)
        const next = await session.handle(seed, state, event)()
        each = performance.now() - start
        return pipe(
          next,
          E.map((after) => ({ state: after, counts: countsOfBatches(event.batches), found })),
        )
      }
      const { state: after, found, fault } = await session.handleAll(seed, state, events)()
      each = (performance.now() - start) / events.length
      const outcomes: readonly Outcome<Buffer>[] = [
        ...found.map((memories, i) =>
          E.right({ state: after, counts: countsOfBatches(events[i]!.batches), found: memories }),
        ),
        ...(fault === undefined ? [] : [E.left(fault)]),
      ]
      queue.push(...outcomes.slice(1))
      return outcomes[0]!
    },
  }
}

/** Goes through some things one by one, and sees what follows. */
export interface Peeking<A> extends Iterable<A> {
  /** The next so many, or as many as there are. */
  readonly seen: (count: number) => readonly A[]
}

export const peeking = <A>(all: Iterable<A>): Peeking<A> => {
  const rest = all[Symbol.iterator]()
  const seen: A[] = []
  const fill = (count: number): void => {
    while (seen.length < count) {
      const next = rest.next()
      if (next.done === true) return
      seen.push(next.value)
    }
  }
  return {
    seen: (count) => {
      fill(count)
      return seen.slice(0, count)
    },
    *[Symbol.iterator]() {
      for (fill(1); seen.length > 0; fill(1)) yield seen.shift()!
    },
  }
}
