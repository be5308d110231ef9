import { randomUUID } from 'node:crypto'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { isGone, machine, startOf } from './process.ts'

const codec = t.intersection([
  t.strict({
    /** Tells apart all locks that ever were. */
    token: t.string,
    /** The machine that numbers the process; see `machine`. */
    host: t.string,
    process: t.number,
    /** When the lock was made, for people. */
    since: t.string,
  }),
  /** When the process started, where the system says it. */
  t.exact(t.partial({ started: t.string })),
])

/** Who holds a lock. */
export type Holder = Readonly<t.TypeOf<typeof codec>>

/** This process as a holder of a new lock. */
export const newHolder = (): Holder => {
  const started = startOf(process.pid)
  return {
    token: randomUUID(),
    host: machine(),
    process: process.pid,
    since: new Date().toISOString(),
    ...(started === undefined ? {} : { started }),
  }
}

export const encodeHolder = (holder: Holder): string => `${JSON.stringify(codec.encode(holder))}\n`

/** The holder that a lock names; `undefined` where it names none, such as one that is being written. */
export const decodeHolder = (text: string): Holder | undefined =>
  pipe(
    E.tryCatch(() => JSON.parse(text) as unknown, String),
    E.chainW(codec.decode),
    E.getOrElseW(() => undefined),
  )

/** A holder that gives no sign of life for so long is taken for dead where nothing else is known of it, in milliseconds. */
export const patience = 120_000

/**
 * Whether a holder lives no more: on this machine when its process is gone, on another when its last sign of life is too old.
 *
 * @param beat when it last gave a sign of life, and `now`, both by the clock of the disk
 */
export const isDead = (holder: Holder | undefined, beat: number, now: number): boolean =>
  holder !== undefined && holder.host === machine()
    ? isGone(holder.process, holder.started, beat)
    : now - beat > patience
