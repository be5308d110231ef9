import { defaults, type Method, type Values } from '../../../src/dsl/index.ts'
import { type Device, referenceDevice } from '../../../src/interpreters/devices/index.ts'
import {
  type SlotValue,
  type State,
  type StreamEvent,
  session,
  surroundingsOf,
} from '../../../src/interpreters/runtime/index.ts'
import { largestOf, minus, same } from '../../../src/laws/index.ts'
import { child, key, uniforms } from '../../../src/random/index.ts'
import { right } from '../learner.ts'
import { tiny } from './stream.ts'

/** The numbers of every numeric slot, tensor by tensor; memories as they are. */
type Held = Readonly<Record<string, readonly (readonly number[])[] | SlotValue<never>>>

const roundoff = 2 ** -24

/** A method on one device: from numbers to numbers, one event at a time. */
const on = <Buffer>(method: Method, options: Values, device: Device<Buffer>) => {
  const program = method.program({ ...defaults(method.options), ...options })
  const own = session({ program, ...tiny, device })
  const { layouts } = surroundingsOf({ program, ...tiny })
  const read = async (state: State<Buffer>): Promise<Held> =>
    Object.fromEntries(
      await Promise.all(
        Object.entries(state).map(async ([name, slot]) => {
          if (slot._tag !== 'Numbers') return [name, slot] as const
          return [name, right(await own.read(slot)()).map((tensor) => Array.from(tensor))] as const
        }),
      ),
    )
  const shapes = async (seed: number) => right(await own.initial(seed)())
  return {
    buffers: own.buffers,
    start: async (seed: number): Promise<Held> => {
      const state = await shapes(seed)
      const held = await read(state)
      own.release(state)
      return held
    },
    handle: async (
      seed: number,
      held: Held,
      event: StreamEvent,
      layout: readonly (readonly number[])[],
    ): Promise<Held> => {
      const like = await shapes(seed)
      const state = Object.fromEntries(
        Object.entries(like).map(([name, slot]) => {
          const given = held[name]!
          if (slot._tag !== 'Numbers' || !Array.isArray(given)) return [name, given]
          const tensors = given as readonly (readonly number[])[]
          const { kind } = slot
          const shape = (i: number) =>
            kind._tag !== 'Params' ? [] : (layouts[kind.network]?.tensors[i]?.shape ?? layout[i]!)
          return [name, { ...slot, tensors: tensors.map((tensor, i) => device.upload(shape(i), tensor)) }]
        }),
      ) as State<Buffer>
      own.release(like)
      const after = right(await own.handle(seed, state, event)())
      const result = await read(after)
      own.release(after)
      return result
    },
  }
}

const numbersIn = (held: Held): readonly number[] =>
  Object.values(held).flatMap((slot) => (Array.isArray(slot) ? (slot as readonly (readonly number[])[]).flat() : []))

const mapped = (held: Held, f: (x: number, place: number) => number): Held => {
  let place = 0
  return Object.fromEntries(
    Object.entries(held).map(([name, slot]) => [
      name,
      Array.isArray(slot) ? (slot as readonly (readonly number[])[]).map((t) => t.map((x) => f(x, place++))) : slot,
    ]),
  )
}

/**
 * Runs a stream on a device and, at each event from the device's own state, in float64. Gives the largest disagreement of an
 * event as a part of what float32 allows there: what the float64 result moves by when every number that goes in is moved by some
 * roundings, and the roundings of the results themselves. `again` says whether every event gave the same bits twice.
 */
export const disagreement = async <Buffer>(
  method: Method,
  options: Values,
  events: readonly StreamEvent[],
  device: Device<Buffer>,
  layout: readonly (readonly number[])[],
  seed = 0,
): Promise<{ readonly worst: number; readonly leaked: number; readonly moved: number; readonly again: boolean }> => {
  const [exact, rounded] = [on(method, options, referenceDevice()), on(method, options, device)]
  let held = mapped(await exact.start(seed), Math.fround)
  const before = device.buffers()
  let [worst, moved, again] = [0, 0, true]
  for (const [i, event] of events.entries()) {
    const want = numbersIn(await exact.handle(seed, held, event, layout))
    const next = await rounded.handle(seed, held, event, layout)
    const got = numbersIn(next)
    again &&= same(got, numbersIn(await rounded.handle(seed, held, event, layout)))
    const spread: number[] = []
    for (let trial = 0; trial < 3; trial++) {
      const noise = uniforms(child(key(seed), 'noise', i, trial), want.length)
      const near = mapped(
        held,
        (x, place) => x * (1 + 64 * roundoff * (2 * noise[place]! - 1)) + roundoff * (noise[place]! - 0.5),
      )
      spread.push(largestOf(minus(numbersIn(await exact.handle(seed, near, event, layout)), want)))
    }
    const allowed = 8 * Math.max(...spread) + 16 * roundoff * (1 + largestOf(want))
    worst = Math.max(worst, largestOf(minus(got, want)) / allowed)
    moved = Math.max(moved, largestOf(minus(want, numbersIn(held))))
    held = next
  }
  return { worst, leaked: device.buffers() - before, moved, again }
}
