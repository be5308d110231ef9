import * as E from 'fp-ts/lib/Either.js'
import type { Snapshot } from '../compiler/index.ts'
import type { HostBatch } from '../data/index.ts'
import type { EventName } from '../dsl/index.ts'
import { type Fault, fault, faultBehind, orThrow } from '../fault.ts'
import type { Drawn, Session, State } from '../interpreters/runtime/index.ts'
import { messageOf } from '../message-of.ts'
import { placeOf } from '../source-place.ts'

/** An event of a run, as `observe` sees it: when, with what examples, what was drawn, and the state that it left. */
export interface Observed {
  readonly event: EventName
  /** Both count from 0. */
  readonly task: number
  readonly batch: number
  /** The examples that the event came with, by name: `batch`, `data`. */
  readonly batches: Readonly<Record<string, HostBatch>>
  /** What the host made for the program: examples of batches and memories, random numbers, keys of noise; in the order of the program. */
  readonly draws: readonly Drawn[]
  /** The whole state after the event, slot by slot, as plain arrays; it is read from the device when it is asked for. */
  readonly state: () => Promise<Snapshot>
}

/** Told of every event of a run when it is over; the run waits for it. What it throws ends the run as a fault. */
export type Observe = (seen: Observed) => void | Promise<void>

/** Has an event observed; learning is not timed meanwhile. */
export const observedBy = async <Buffer>(
  observe: Observe,
  session: Pick<Session<Buffer>, 'save'>,
  state: State<Buffer>,
  seen: Omit<Observed, 'state'>,
): Promise<E.Either<Fault, void>> => {
  try {
    await observe({ ...seen, state: () => orThrow(session.save(state)) })
    return E.right(undefined)
  } catch (error) {
    return E.left(
      faultBehind(error) ??
        fault({
          where: 'observe',
          rule: 'what observes a run must not fail',
          got: messageOf(error).trim().replace(/\.+$/, ''),
          path: [placeOf(error) ?? `task ${seen.task + 1}, ${seen.event}`],
        }),
    )
  }
}
