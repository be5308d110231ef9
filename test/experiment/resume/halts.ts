import { isDeepStrictEqual } from 'node:util'
import type * as E from 'fp-ts/lib/Either.js'
import type { Halt, RunEvent, RunSetup } from '../../../src/experiment/index.ts'
import { run } from '../../../src/experiment/index.ts'
import { decodeCheckpoint, encodeCheckpoint, encodeLine } from '../../../src/records/index.ts'
import { right } from '../digits.ts'
import type { SmallRun } from './small-runs.ts'

/** Times are nobody's law. */
const timeless = (key: string, value: unknown): unknown =>
  key.endsWith('econds') || key === 'since' ? 'some time' : value

/** What is told of a run, its times aside; numbers to the bit, but for the zero of a sign. */
const told = (events: readonly RunEvent[]): string => JSON.stringify(events, timeless)

/** Where a run was, and what it had told by then. */
export interface Moment {
  readonly halt: Halt
  readonly before: number
}

/** What a run tells, and every moment at which it could have stopped. */
export const course = async <B>(
  of: RunSetup<B>,
): Promise<{ readonly events: readonly RunEvent[]; readonly moments: readonly Moment[] }> => {
  const events: RunEvent[] = []
  const moments: Moment[] = []
  const keeper = {
    due: () => true,
    keep: async (halt: E.Either<unknown, Halt>) => {
      moments.push({ halt: right(halt), before: events.length })
    },
  }
  for await (const event of run({ ...of, keeper })) events.push(event)
  return { events, moments }
}

/** The bytes of a halt as a checkpoint has them. */
export const bytesOf = <B>({ started, halts }: SmallRun<B>, halt: Halt): Uint8Array => {
  const lines = [encodeLine(started).trimEnd()]
  return Buffer.concat(right(encodeCheckpoint({ lines, ticks: 0, halt: halts.write(halt) })))
}

/** A halt as it comes back from a disk. */
const written = <B>(of: SmallRun<B>, halt: Halt): Halt =>
  right(of.halts.read(right(decodeCheckpoint('test')(bytesOf(of, halt))).halt))

const atOf = ({ halt: { position } }: Moment): string => JSON.stringify(position.at, timeless)

/** Where many events are one call of the device there are moments only between calls, which may be others where a run goes on. */
const apart = (whole: readonly Moment[], after: readonly Moment[]): string | undefined => {
  const known = new Map(whole.map((moment) => [atOf(moment), moment.halt]))
  const odd = after.find((moment) => {
    const there = known.get(atOf(moment))
    return (
      there !== undefined &&
      (JSON.stringify(there.position, timeless) !== JSON.stringify(moment.halt.position, timeless) ||
        !isDeepStrictEqual(there.state, moment.halt.state))
    )
  })
  if (odd !== undefined) return `another state or position at ${atOf(odd)}`
  const [last, due] = [after.at(-1), whole.at(-1)]
  return last !== undefined && due !== undefined && atOf(last) === atOf(due) ? undefined : 'another last moment'
}

/** What differs between an undisturbed run and one that goes on from a moment of it; nothing where it is the same, to the bit. */
export const difference = async <B>(
  of: SmallRun<B>,
  whole: Awaited<ReturnType<typeof course>>,
  from: number,
  spoilt: (halt: Halt) => Halt = (halt) => halt,
): Promise<string | undefined> => {
  const { halt, before } = whole.moments[from]!
  const { events, moments } = await course({ ...of, from: spoilt(written(of, halt)) })
  const due = whole.events.slice(before)
  if (told(due) !== told(events)) return `told ${told(events).slice(0, 300)} where ${told(due).slice(0, 300)} is due`
  return apart(whole.moments, moments)
}
