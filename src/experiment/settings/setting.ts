import type { Either } from 'fp-ts/lib/Either.js'
import type * as t from 'io-ts'
import type { Fault } from '../../fault.ts'
import type { Benchmark, Schedule, Stream } from '../../streams/index.ts'

/** What stands after a flag, or that it stands there. */
export type Written = string | boolean | readonly string[]

/** How a setting is written on a command line. */
export interface Flag {
  /** `--tasks <N>` */
  readonly form: string
  readonly about: string
  /** The flag that says the contrary, and what that is. */
  readonly denied?: { readonly form: string; readonly about: string }
}

/** What a run is of, once all that wasn't asked for is known. */
export interface Resolved {
  readonly benchmark: Benchmark
  readonly schedule: Schedule
  readonly stream: Stream
  /** The device's own name. */
  readonly backend: string
}

/** The lines in which a run is told of: how much is learned, what from, what learns, and how that is judged. */
export type Line = 'extent' | 'data' | 'learner' | 'judging'

/** A setting in words, with what joins it to those before it in its line. */
export interface Words<R> {
  readonly line: Line
  readonly say: (
    value: R,
    beside: { readonly iterations?: number | undefined; readonly protocol?: string | undefined },
  ) => string
}

/** What a record keeps of a setting: as it was run, which may be the benchmark's own. */
export interface Recorded<A, R, Always extends boolean> {
  readonly always: Always
  readonly codec: t.Type<R, unknown>
  readonly of: (asked: A | undefined, on: Resolved) => Always extends true ? R : R | undefined
  readonly words?: Words<R>
}

/** A setting of experiments, and all that is said of it anywhere: a new one is one of these in `rows/`. */
export interface Setting<A, R, Needed extends boolean, Always extends boolean> {
  /** Whether there is always one: it must be given, or has a fallback. */
  readonly needed: Needed
  /** As it is written, where it isn't given. */
  readonly fallback?: string
  readonly flag: Flag
  /** The value that is written after a flag; where it is one of a few words, these. */
  readonly read: ((flag: string) => (written: Written) => Either<Fault, A>) & { readonly known?: readonly string[] }
  readonly recorded?: Recorded<A, R, Always>
}

type Row<A, R, Always extends boolean> = Omit<Setting<A, R, boolean, Always>, 'needed' | 'recorded'>

/** A setting that need not be given. */
export const setting = <A, R = never, Always extends boolean = false>(
  of: Row<A, R, Always> & { readonly recorded?: Recorded<A, R, Always> },
): Setting<A, R, false, Always> => ({ ...of, needed: false })

/** A setting that is always there. */
export const needed = <A, R = never, Always extends boolean = false>(
  of: Row<A, R, Always> & { readonly recorded?: Recorded<A, R, Always> },
): Setting<A, R, true, Always> => ({ ...of, needed: true })

/** What every run's record has. */
export const always = <A, R>(of: Omit<Recorded<A, R, true>, 'always'>): Recorded<A, R, true> => ({
  ...of,
  always: true,
})

/** What a record has where it isn't the usual. */
export const sometimes = <A, R>(of: Omit<Recorded<A, R, false>, 'always'>): Recorded<A, R, false> => ({
  ...of,
  always: false,
})

/** What a record has where it was asked for: just that. */
export const asAsked = <A>(codec: t.Type<A, unknown>, words?: Words<A>): Recorded<A, A, false> =>
  sometimes({ codec, of: (asked: A | undefined) => asked, ...(words === undefined ? {} : { words }) })

// biome-ignore lint/suspicious/noExplicitAny: a table of settings holds settings of every type
export type Rows = Readonly<Record<string, Setting<any, any, boolean, boolean>>>
