import type { Variable } from '../../dsl/index.ts'
import { sizeOf } from '../../ir/index.ts'
import { type Feed, inputsOf } from '../lower/feed.ts'
import { type Part, writeRows } from './host-rows.ts'
import type { At, HostValues } from './host-values.ts'

const setting = (at: At, counter: Variable, value: number): At => new Map([...at, [counter, value]])

const known = new WeakMap<Feed, readonly At[]>()
/** Every setting of the loop counters around a feed, outermost slowest. */
const settings = (feed: Feed): readonly At[] => {
  const made =
    known.get(feed) ??
    feed.around.reduce<readonly At[]>(
      (so, { counter, times }) => so.flatMap((at) => Array.from({ length: times }, (_, i) => setting(at, counter, i))),
      [feed.fixed],
    )
  known.set(feed, made)
  return made
}

/** A uniform of exactly 0 or 1 after rounding would be an infinite score; the open interval is kept. */
const opened = (u: number): number => Math.min(Math.max(u, 1e-7), 1 - 1e-7)

/** What a feed that is none of examples takes at a setting of the counters: numbers one after the other. */
const numbersAt = (
  feed: Exclude<Feed, { readonly _tag: 'Examples' }>,
  values: HostValues,
  at: At,
): readonly ArrayLike<number>[] => {
  switch (feed._tag) {
    case 'Uniforms':
      return [values.uniforms(feed.term, at, feed.size).map(opened)]
    case 'Coordinates':
      return [values.below(feed.term, at, feed.size, feed.among)]
    case 'Key':
      return [values.key(feed.term, at)]
    case 'RunKey':
      return [values.runKey(feed.run, at)]
    case 'Start':
      return values.start(feed.term, at, feed.network, feed.layout)
    case 'Places':
      return [values.places(feed.term, at, feed.size)]
    case 'Place':
      return [[values.place(feed.term, at)]]
  }
}

/** Room for the arrays of a feed, in the order of its program inputs, so many times. */
export const roomFor = (feed: Feed, slots: number): readonly Float32Array[] =>
  inputsOf(feed).map(({ shape }) => new Float32Array(slots * sizeOf(shape)))

const parts: readonly Part[] = ['inputs', 'targets', 'weights', 'heads']

/** Writes the arrays of a feed, stacked over the loop counters, into a slot of the room for some. */
export const feedInto = (feed: Feed, values: HostValues, room: readonly Float32Array[], slot: number): void => {
  const inputs = inputsOf(feed)
  const places = inputs.map(({ shape }) => slot * sizeOf(shape))
  for (const at of settings(feed))
    if (feed._tag === 'Examples') {
      const rows = values.rows(feed.term, at)
      for (const [i, into] of room.entries()) places[i] = writeRows(rows, parts[i]!, into, places[i]!)
    } else
      for (const numbers of numbersAt(feed, values, at)) {
        room[0]!.set(numbers, places[0])
        places[0]! += numbers.length
      }
  // What was there before must not be taken for what was not written.
  inputs.forEach(({ shape }, i) => {
    if (places[i] !== (slot + 1) * sizeOf(shape)) throw new Error(`internal: what is fed is no value of [${shape}]`)
  })
}

/** The arrays of a feed where they are those of a whole batch. */
const wholeOf = (feed: Feed, values: HostValues): readonly Float32Array[] | undefined => {
  if (feed._tag !== 'Examples' || feed.around.length > 0) return undefined
  const { whole } = values.rows(feed.term, feed.fixed)
  if (whole === undefined) return undefined
  const inputs = inputsOf(feed)
  const arrays = inputs.flatMap((_, i) => whole[parts[i]!] ?? [])
  return arrays.length === inputs.length ? arrays : undefined
}

/**
 * The arrays of a feed, in the order of its program inputs: a whole batch's own, or room that they are written into.
 *
 * @param made gives room for them, of which nobody holds on to what was there
 */
export const feedValues = (
  feed: Feed,
  values: HostValues,
  made: (feed: Feed, slots: number) => readonly Float32Array[] = roomFor,
): readonly Float32Array[] => {
  const whole = wholeOf(feed, values)
  if (whole !== undefined) return whole
  const room = made(feed, 1)
  feedInto(feed, values, room, 0)
  return room
}
