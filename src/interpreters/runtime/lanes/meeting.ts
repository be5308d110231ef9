import type { CompiledEvent } from '../../../compiler/index.ts'
import type { EventName, Values as Options } from '../../../dsl/index.ts'
import type { Buffer, Device } from '../../devices/index.ts'
import { type CarriedOut, type CarryOut, carryOut } from '../carry-out.ts'
import { type Lane, laneRunner } from './carry-out-lanes.ts'
import { rowsOn } from './row-device.ts'

/** Where a run is when it comes to an event. */
export interface EventPlace {
  readonly name: EventName
  readonly task: number
  readonly batch: number
}

/** Runs of several seeds, of which each waits at its events for the others: then the event is one program over lanes. */
export interface Meeting {
  /** What states of the runs live on. */
  readonly device: Device<Buffer>
  /** How an event of the run of a seed is carried out: with those of others, where they are on their way. */
  readonly carries: (seed: number, at: EventPlace) => CarryOut<Buffer>
  /**
   * Does the works of some seeds: one at a time goes on, until it comes to an event or to its end.
   *
   * @law what a work comes to is what it comes to alone, to the roundings of programs over lanes; one that ends early holds up no other
   */
  readonly all: <A>(works: readonly Work<A>[]) => Promise<readonly A[]>
  /** The time, in milliseconds, that goes by for the run of a seed: of what is done for all its part, and none while it waits. */
  readonly clock: (seed: number) => () => number
}

export interface Work<A> {
  readonly seed: number
  readonly does: () => Promise<A>
}

/** An event that a run has come to. */
interface Waiting extends Lane {
  readonly seed: number
  readonly at: EventPlace
  readonly code: CompiledEvent
  /** Does it by itself. */
  readonly alone: () => Promise<CarriedOut<Buffer>>
  readonly since: number
  readonly goOn: (result: Result, spent: number) => void
}

type Result = { readonly _tag: 'Right'; readonly right: CarriedOut<Buffer> } | { readonly _tag: 'Left'; left: unknown }

/** The events of a task in the order in which a run comes to them. */
const orderOf = (name: EventName): number => (name === 'onTaskStart' ? 0 : name === 'onTaskEnd' ? 2 : 1)

const isBefore = (a: EventPlace, b: EventPlace): boolean =>
  a.task !== b.task
    ? a.task < b.task
    : orderOf(a.name) !== orderOf(b.name)
      ? orderOf(a.name) < orderOf(b.name)
      : a.batch < b.batch

const attempt = async (work: () => Promise<CarriedOut<Buffer>>): Promise<Result> => {
  try {
    return { _tag: 'Right', right: await work() }
  } catch (error) {
    return { _tag: 'Left', left: error }
  }
}

/** What goes wrong in a program over lanes says so: each lane by itself may go well. */
const inLanes = (error: unknown, count: number): Error =>
  new Error(
    `${error instanceof Error ? error.message : String(error)} (of ${count} seeds as lanes of one program: --lanes off takes one after the other)`,
  )

/** @param beneath the device that computes */
export const meetingOn = <B>(beneath: Device<B>, options: Options): Meeting => {
  const device = rowsOn(beneath)
  const runner = laneRunner(beneath, device, options)
  /** Those on their way, and the place in programs over lanes that each has. */
  const places = new Map<number, number>()
  /** As many lanes as programs have now: fewer, once less than half of them are left. */
  let width = 0
  const waiting = new Map<number, Waiting>()
  const paused = new Map<number, () => void>()
  const waited = new Map<number, number>()

  const carries: Meeting['carries'] = (seed, at) => (by, plans, code, state, host) => {
    const alone = () => carryOut(by, plans, code, state, host)
    if (!places.has(seed)) return alone()
    return new Promise((resolve, reject) => {
      const since = performance.now()
      const goOn: Waiting['goOn'] = (result, spent) => {
        waited.set(seed, (waited.get(seed) ?? 0) + performance.now() - since - spent)
        if (result._tag === 'Right') resolve(result.right)
        else reject(result.left)
      }
      waiting.set(seed, { seed, at, code, state, host, alone, since, goOn })
      paused.get(seed)?.()
    })
  }

  /** Those who wait for the first of all events that are waited for, or for one like it. */
  const next = (): readonly Waiting[] => {
    const all = [...waiting.values()]
    const first = all.reduce((so, one) => (isBefore(one.at, so.at) ? one : so))
    return all.filter(({ code, at }) => code === first.code && at.task === first.at.task)
  }

  const together = async (group: readonly Waiting[]): Promise<readonly Result[] | undefined> => {
    const [first] = group
    if (first === undefined || group.length < 2 || 2 * group.length < width) return undefined
    const made = runner.lanesOf(first.code, width)
    if (made === undefined) return undefined
    const lanes: (Waiting | undefined)[] = Array.from({ length: width }, () => undefined)
    for (const one of group) lanes[places.get(one.seed)!] = one
    try {
      const results = await runner.carryOut(first.code, made, lanes)
      return group.map(({ seed }) => ({ _tag: 'Right', right: results[places.get(seed)!]! }))
    } catch (error) {
      return group.map(() => ({ _tag: 'Left', left: inLanes(error, width) }))
    }
  }

  /** Lets a run go on until it waits again, or is over. */
  const until = async (seed: number, run: Promise<unknown>, goes: () => void): Promise<void> => {
    const pause = new Promise<void>((resolve) => paused.set(seed, resolve))
    goes()
    await Promise.race([pause, run.catch(() => undefined)])
  }

  const all = async <A>(works: readonly Work<A>[]): Promise<readonly A[]> => {
    works.forEach(({ seed }, place) => {
      places.set(seed, place)
      waited.set(seed, 0)
    })
    width = works.length
    const runs = new Map<number, Promise<A>>()
    try {
      for (const { seed, does } of works) {
        let begin = (): void => {}
        const run = new Promise<void>((resolve) => {
          begin = resolve
        })
          .then(does)
          .finally(() => places.delete(seed))
        runs.set(seed, run)
        await until(seed, run, begin)
      }
      while (waiting.size > 0) {
        if (2 * places.size <= width) {
          width = places.size
          ;[...places.keys()].forEach((seed, place) => places.set(seed, place))
        }
        const group = next()
        for (const { seed } of group) waiting.delete(seed)
        const start = performance.now()
        const results = await together(group)
        const each = (performance.now() - start) / group.length
        for (const [i, one] of group.entries()) {
          const before = performance.now()
          const result = results?.[i] ?? (await attempt(one.alone))
          const spent = results === undefined ? performance.now() - before : each
          await until(one.seed, runs.get(one.seed)!, () => one.goOn(result, spent))
        }
      }
      return await Promise.all(works.map(({ seed }) => runs.get(seed)!))
    } finally {
      for (const { seed } of works) places.delete(seed)
    }
  }

  return {
    device,
    carries,
    all,
    clock: (seed) => () => {
      const since = waiting.get(seed)?.since
      return (since ?? performance.now()) - (waited.get(seed) ?? 0)
    },
  }
}
