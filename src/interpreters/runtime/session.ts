import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type * as T from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import {
  type CompiledEvent,
  type MemoryValue,
  type Snapshot,
  statisticsKind,
  statisticsSlot,
  tensorsIn,
  traverseSlots,
} from '../../compiler/index.ts'
import { countsOfBatches, type HostBatch } from '../../data/index.ts'
import { judgeProgram } from '../../dsl/index.ts'
import type { Fault } from '../../fault.ts'
import { child, key } from '../../random/index.ts'
import type { Device } from '../devices/index.ts'
import { attempt } from './attempt.ts'
import { batchMisfit } from './batch-misfit.ts'
import type { CarryOut } from './carry-out.ts'
import { codeOn } from './code.ts'
import { firstState, type Weights } from './first-state.ts'
import type { EventPlace } from './lanes/meeting.ts'
import { paddedState } from './padded-state.ts'
import { type Predictor, predictorsOn } from './predictors.ts'
import { type ReadyEvent, readyEvents } from './ready-event.ts'
import { carryOutAll, fedBy, numbersIn, type Repeats, repeatsOn, timesOf } from './repeated.ts'
import { settable } from './settable.ts'
import { declaredBy, fitting, uploaded } from './snapshot.ts'
import { heldOn, memoriesOf, releaseState, type SlotValue, type State, shapesOf } from './state.ts'
import { alike, during, eventKey, type StreamEvent } from './stream-event.ts'
import { type Setting, surroundingsOf } from './surroundings.ts'
import { updatesOn } from './updates.ts'

/** Examples that a learner is to adapt to, and in how many steps. `episode` numbers those of a task, `batch` those of an episode. */
export interface Adaptation {
  readonly task: number
  readonly episode: number
  readonly batch: number
  readonly support: HostBatch
  readonly steps: number
}

/** What a state comes to in some events; `fault` is what the first came to that it did not go through. */
export interface Course<Buffer> {
  readonly state: State<Buffer>
  /** The memories as each of the events that were gone through found them. */
  readonly found: readonly Readonly<Record<string, MemoryValue>>[]
  readonly fault?: Fault
}

/** A method on a network, on a device: it makes states and takes them through events. */
export interface Session<Buffer> {
  readonly device: string
  /** θ₀ by the network's initialisation, or as it is given, and the declared slots. */
  readonly initial: (seed: number, weights?: Weights) => TE.TaskEither<Fault, State<Buffer>>
  /** The state after an event. The state given is used up; after a fault it is still whole. */
  readonly handle: (seed: number, state: State<Buffer>, event: StreamEvent) => TE.TaskEither<Fault, State<Buffer>>
  /** How many events like one, each from what the one before left, are one call of the device by now: at least 1. */
  readonly together: (state: State<Buffer>, event: StreamEvent) => number
  /**
   * The state after events one after the other, up to one that comes to a fault. The state given is used up.
   *
   * @law the fold of `handle` over the events: in one call of the device, where they are alike and it can be
   */
  readonly handleAll: (seed: number, state: State<Buffer>, events: readonly StreamEvent[]) => T.Task<Course<Buffer>>
  /**
   * What a state comes to that adapts to some examples; itself where the method says nothing of that. The state given stays as it is,
   * and each is released by itself.
   */
  readonly adapt: (seed: number, state: State<Buffer>, to: Adaptation) => TE.TaskEither<Fault, State<Buffer>>
  /** What a state says of examples of a task, for as long as it is not given back. The state stays as it is. */
  readonly predictor: (seed: number, state: State<Buffer>, task: number) => TE.TaskEither<Fault, Predictor>
  readonly read: (slot: SlotValue<Buffer>) => TE.TaskEither<Fault, readonly ArrayLike<number>[]>
  /** The whole state as plain arrays, on which it goes on as it would have. The state stays as it is. */
  readonly save: (state: State<Buffer>) => TE.TaskEither<Fault, Snapshot>
  /**
   * A state as it was saved, by this session or by another of the same method and network, on whatever device.
   *
   * @law restore ∘ save = identity
   */
  readonly restore: (snapshot: Snapshot) => TE.TaskEither<Fault, State<Buffer>>
  readonly release: (state: State<Buffer>) => void
  readonly buffers: () => number
}

export type SessionSettings<Buffer> = Setting & {
  readonly device: Device<Buffer>
  /** How an event of a seed is carried out; by itself unless given. */
  readonly carries?: ((seed: number, at: EventPlace) => CarryOut<Buffer>) | undefined
  /** Whether programs take long lists as some longer ones, so that they are few; they do unless told otherwise. */
  readonly padLists?: boolean
}

export const session = <Buffer>({
  device,
  carries,
  padLists = true,
  ...setting
}: SessionSettings<Buffer>): Session<Buffer> => {
  const { program } = setting
  const surroundings = surroundingsOf(setting, device)
  const { statistics, layouts } = surroundings
  const { plans, code: compiled } = codeOn(device, setting, surroundings)
  const declared = {
    ...declaredBy(program),
    ...(statistics.tensors.length === 0 ? {} : { [statisticsSlot]: statisticsKind }),
  }

  const begin = firstState(device, plans, setting, surroundings)
  const initial: Session<Buffer>['initial'] = (seed, weights) =>
    pipe(
      TE.fromEither(judgeProgram(program)),
      TE.chainEitherK(() => settable(setting)),
      TE.chainEitherK(compiled.initial),
      TE.chain((code) => attempt(`${program.method} state`, () => begin(seed, code, weights))),
    )

  const { numbersOf, hostOf, updatedBy, room } = updatesOn(device, plans, setting, surroundings)
  const held = heldOn(device)

  const run = async (
    seed: number,
    state: State<Buffer>,
    event: StreamEvent,
    { code, shapes }: ReadyEvent,
  ): Promise<State<Buffer>> => {
    runs.set(code, (runs.get(code) ?? 0) + 1)
    const of = { ...event, key: eventKey(seed, event), words: during(event) }
    const padded = paddedState(device, state, shapes, event.task)
    const updated = await updatedBy(padded.state, code, of, carries?.(seed, event))
      .then(padded.without)
      .finally(padded.release)
    for (const name of Object.keys(updated)) tensorsIn(state[name]!).forEach(device.release)
    return { ...state, ...updated }
  }

  const repeatsOf = repeatsOn(device)
  /** How often each program was run by itself. */
  const runs = new WeakMap<CompiledEvent, number>()

  /** The state after events that are alike, in one call; it stays whole, and is all there is, where one of them leaves it infinite. */
  const runAll = async (
    seed: number,
    state: State<Buffer>,
    events: readonly StreamEvent[],
    { code, shapes }: ReadyEvent,
    repeats: Repeats<Buffer>,
  ): Promise<Course<Buffer> | undefined> => {
    const { task } = events[0]!
    const hosts = events.map(
      (of) => (memories: Readonly<Record<string, MemoryValue>>) => hostOf(code, of, eventKey(seed, of), memories),
    )
    const { fed, remembered } = fedBy(code, memoriesOf(state), hosts, room)
    const padded = paddedState(device, state, shapes, task)
    const of = { task, numbers: numbersOf(code), fed, times: events.length }
    const buffers = await carryOutAll(device, code, repeats, padded.state, of).finally(padded.release)
    if (buffers === undefined) return undefined
    const updated = padded.without(numbersIn(code, buffers))
    for (const name of Object.keys(updated)) tensorsIn(state[name]!).forEach(device.release)
    const found = [
      memoriesOf(state),
      ...remembered.slice(0, -1).map((slots) => ({ ...memoriesOf(state), ...memoriesOf(slots) })),
    ]
    return { state: { ...state, ...updated, ...remembered.at(-1) }, found }
  }

  const codeFor = readyEvents<Buffer>(setting, surroundings, compiled, padLists)

  const handle: Session<Buffer>['handle'] = (seed, state, event) => {
    const where = `${program.method} ${event.name}`
    const code = codeFor(state, event)
    if (code === undefined) return TE.right(state)
    const misfit = batchMisfit(where, setting.between, event.batches)
    if (misfit !== undefined) return TE.left(misfit)
    return pipe(
      TE.fromEither(code),
      TE.chain((ready) => attempt(where, () => run(seed, state, event, ready))),
    )
  }

  /** What takes a state through as many events like one as there are, in one call. */
  const repeatsFor = (state: State<Buffer>, events: readonly StreamEvent[]) => {
    const [event] = events
    const code = event === undefined ? undefined : codeFor(state, event)
    if (event === undefined || code === undefined || E.isLeft(code)) return undefined
    const repeats = repeatsOf(code.right.code)
    const times = repeats === undefined ? 1 : timesOf(repeats, runs.get(code.right.code) ?? 0)
    const group = events.slice(0, times)
    const isOdd = (one: StreamEvent): boolean =>
      !alike(one, event) || batchMisfit(one.name, setting.between, one.batches) !== undefined
    return repeats === undefined || times < 2 || group.length < times || group.some(isOdd)
      ? undefined
      : { event, ready: code.right, repeats, group }
  }

  const together: Session<Buffer>['together'] = (state, event) => {
    const code = codeFor(state, event)
    const repeats = code === undefined || E.isLeft(code) ? undefined : repeatsOf(code.right.code)
    return code === undefined || E.isLeft(code) || repeats === undefined
      ? 1
      : timesOf(repeats, runs.get(code.right.code) ?? 0)
  }

  const handleAll: Session<Buffer>['handleAll'] = (seed, start, events) => async () => {
    const found: Course<Buffer>['found'][number][] = []
    let state = start
    while (found.length < events.length) {
      const there = repeatsFor(state, events.slice(found.length))
      if (there !== undefined) {
        const { event, ready, repeats, group } = there
        const next = await attempt(`${program.method} ${event.name}`, () =>
          runAll(seed, state, group, ready, repeats),
        )()
        if (E.isLeft(next)) return { state, found, fault: next.left }
        if (next.right !== undefined) {
          state = next.right.state
          found.push(...next.right.found)
          continue
        }
      }
      // Of events of which one leaves the parameters infinite, those before it come one by one.
      const before = memoriesOf(state)
      const next = await handle(seed, state, events[found.length]!)()
      if (E.isLeft(next)) return { state, found, fault: next.left }
      state = next.right
      found.push(before)
    }
    return { state, found }
  }

  const adapted = async (
    seed: number,
    state: State<Buffer>,
    { task, episode, batch, support }: Adaptation,
    code: CompiledEvent,
  ): Promise<State<Buffer>> => {
    const updated = await updatedBy(state, code, {
      task,
      batches: { support },
      key: child(key(seed), 'adapt', task, episode, batch),
      words: `adapting to examples of episode ${episode + 1}`,
    })
    const others = Object.entries(state).filter(([name]) => !Object.hasOwn(updated, name))
    // The slots keep their order, by which programs are told apart.
    return { ...state, ...held(Object.fromEntries(others)), ...updated }
  }

  return {
    device: device.name,
    initial,
    handle,
    together,
    handleAll,
    adapt: (seed, state, to) => {
      const code = compiled.event({
        name: 'adapt',
        counts: { ...countsOfBatches({ support: to.support }), steps: to.steps },
        shapes: shapesOf(layouts, state, to.task),
      })
      if (code === undefined) return TE.right(held(state))
      const where = `${program.method} adapt`
      const misfit = batchMisfit(where, setting.between, { support: to.support })
      if (misfit !== undefined) return TE.left(misfit)
      return pipe(
        TE.fromEither(code),
        TE.chain((ready) => attempt(where, () => adapted(seed, state, to, ready))),
      )
    },
    predictor: predictorsOn(device, { plans, code: compiled, updatedBy }, setting, surroundings),
    read: (slot) => attempt('state', () => Promise.all(tensorsIn(slot).map(device.read))),
    save: traverseSlots(TE.ApplicativePar)((buffer: Buffer) =>
      attempt(`${program.method} state`, () => device.read(buffer)),
    ),
    restore: (snapshot) =>
      pipe(
        TE.fromEither(fitting(`${program.method} state`, declared, layouts, snapshot)),
        TE.chain((fit) => attempt(`${program.method} state`, async () => uploaded(device, layouts, fit))),
      ),
    release: (state) => releaseState(device, state),
    buffers: device.buffers,
  }
}
