import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type * as T from 'fp-ts/lib/Task.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import {
  type CompiledEvent,
  type Feed,
  feedValues,
  hostValues,
  type MemoryValue,
  mapSlots,
  type Snapshot,
  statisticsKind,
  statisticsSlot,
  tensorsIn,
  traverseSlots,
} from '../../compiler/index.ts'
import { countsOfBatches, type HostBatch, oddInput } from '../../data/index.ts'
import { type EventName, judgeProgram, ruleName } from '../../dsl/index.ts'
import { type Fault, fault } from '../../fault.ts'
import { type Node, numbersAt } from '../../ir/index.ts'
import type { Interface } from '../../networks/index.ts'
import { child, type Key, key } from '../../random/index.ts'
import type { Device } from '../devices/index.ts'
import { type CarryOut, carryOut } from './carry-out.ts'
import { codeOn } from './code.ts'
import { divergence } from './divergence.ts'
import { firstState, type Weights } from './first-state.ts'
import type { EventPlace } from './lanes/meeting.ts'
import { carryOutAll, fedBy, numbersIn, type Repeats, repeatsOn, timesOf } from './repeated.ts'
import type { RuleCode } from './rule-code.ts'
import { settable } from './settable.ts'
import { declaredBy, fitting, uploaded } from './snapshot.ts'
import { memoriesOf, releaseState, type SlotValue, type State, shapesOf } from './state.ts'
import { type Setting, surroundingsOf } from './surroundings.ts'

/**
 * Something that happens in a stream, as a method sees it. `batch` numbers the events of one name in a task; `batches` are the examples
 * that the event comes with, by the names that the table of events gives them: `batch`, `data`.
 */
export interface StreamEvent {
  readonly name: EventName
  readonly task: number
  readonly batch: number
  readonly batches: Readonly<Record<string, HostBatch>>
  /** Told of what the host makes for the event, before the device runs. */
  readonly hear?: ((drawn: Drawn) => void) | undefined
}

/** What the host makes for an event: examples, random numbers, keys of noise; arrays stacked over the loops around their use. */
export interface Drawn {
  readonly what: Feed['_tag']
  readonly values: readonly Float32Array[]
}

/** Examples that a learner is to adapt to, and in how many steps. `episode` numbers those of a task, `batch` those of an episode. */
export interface Adaptation {
  readonly task: number
  readonly episode: number
  readonly batch: number
  readonly support: HostBatch
  readonly steps: number
}

/** Parameters to predict with, made once for whatever number of inputs. */
export interface Predictor {
  /** The network's outputs on inputs [n, …], row after row. */
  readonly outputs: (inputs: Float32Array, count: number) => TE.TaskEither<Fault, Float32Array | ArrayLike<number>>
  /** The parameters themselves, and after them the running statistics that they go with; a `Left` where a rule predicts. */
  readonly read: TE.TaskEither<Fault, readonly ArrayLike<number>[]>
  readonly release: () => void
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
}

const attempt = <A>(where: string, work: () => Promise<A>): TE.TaskEither<Fault, A> =>
  TE.tryCatch(work, (error) =>
    error instanceof Diverged
      ? error.fault
      : fault({
          where,
          rule: 'the device must carry out every step',
          got: error instanceof Error ? error.message : String(error),
          hint: 'try another backend with --backend, and please report this',
        }),
  )

class Diverged extends Error {
  readonly fault: Fault
  constructor(of: Fault) {
    super(of.rule)
    this.fault = of
  }
}

export const session = <Buffer>({ device, carries, ...setting }: SessionSettings<Buffer>): Session<Buffer> => {
  const { program, between } = setting
  const surroundings = surroundingsOf(setting, device)
  const { statistics, layouts, around } = surroundings
  const { plans, code: compiled } = codeOn(device, setting, surroundings)
  const made = new WeakMap<CompiledEvent, ReadonlyMap<Node, number>>()
  /** What the host makes of options for a program, once. */
  const numbersOf = (code: CompiledEvent): ReadonlyMap<Node, number> => {
    const numbers = made.get(code) ?? numbersAt(code.prelude, around.options)
    made.set(code, numbers)
    return numbers
  }

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

  /** The host's half of an event. */
  const hostOf = (
    code: CompiledEvent,
    { task, batches }: Pick<StreamEvent, 'task' | 'batches'>,
    key: Key,
    memories: Readonly<Record<string, MemoryValue>>,
  ) => hostValues(code.host, { key, task, batches, like: noExamples(between, task), memories })

  /** The slots that an event changes, as it leaves them; the state stays whole. */
  const updatedBy = async (
    state: State<Buffer>,
    code: CompiledEvent,
    event: Pick<StreamEvent, 'task' | 'batches' | 'hear'> & { readonly key: Key; readonly words: string },
    carried: CarryOut<Buffer> = carryOut,
  ): Promise<State<Buffer>> => {
    const host = hostOf(code, event, event.key, memoriesOf(state))
    const { health, updated } = await carried(device, plans, code, state, {
      task: event.task,
      numbers: numbersOf(code),
      feed: (feed) => {
        const values = feedValues(feed, host)
        event.hear?.({ what: feed._tag, values })
        return values
      },
      memory: (term) => host.memory(term, new Map()),
      answer: host.answer,
    })
    if (Number.isFinite(health)) return updated
    releaseState(device, updated)
    // Examples of one's own may not have been looked at before: what they lack isn't the method's fault.
    throw new Diverged(
      oddExamples(event.batches) ??
        (await divergence(device, { method: program.method, options: around.options }, state, event.words)),
    )
  }

  const run = async (
    seed: number,
    state: State<Buffer>,
    event: StreamEvent,
    code: CompiledEvent,
  ): Promise<State<Buffer>> => {
    runs.set(code, (runs.get(code) ?? 0) + 1)
    const of = { ...event, key: eventKey(seed, event), words: during(event) }
    const updated = await updatedBy(state, code, of, carries?.(seed, event))
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
    code: CompiledEvent,
    repeats: Repeats<Buffer>,
  ): Promise<Course<Buffer> | undefined> => {
    const { task } = events[0]!
    const hosts = events.map(
      (of) => (memories: Readonly<Record<string, MemoryValue>>) => hostOf(code, of, eventKey(seed, of), memories),
    )
    const { feeds, remembered } = fedBy(code, memoriesOf(state), hosts)
    const buffers = await carryOutAll(device, code, repeats, state, { task, numbers: numbersOf(code), feeds })
    if (buffers === undefined) return undefined
    const updated = numbersIn(code, buffers)
    for (const name of Object.keys(updated)) tensorsIn(state[name]!).forEach(device.release)
    const found = [
      memoriesOf(state),
      ...remembered.slice(0, -1).map((slots) => ({ ...memoriesOf(state), ...memoriesOf(slots) })),
    ]
    return { state: { ...state, ...updated, ...remembered.at(-1) }, found }
  }

  const codeFor = (state: State<Buffer>, event: StreamEvent) =>
    compiled.event({
      name: event.name,
      counts: countsOfBatches(event.batches),
      shapes: shapesOf(layouts, state, event.task),
    })

  const handle: Session<Buffer>['handle'] = (seed, state, event) => {
    const code = codeFor(state, event)
    if (code === undefined) return TE.right(state)
    return pipe(
      TE.fromEither(code),
      TE.chain((ready) => attempt(`${program.method} ${event.name}`, () => run(seed, state, event, ready))),
    )
  }

  /** What takes a state through as many events like one as there are, in one call. */
  const repeatsFor = (state: State<Buffer>, events: readonly StreamEvent[]) => {
    const [event] = events
    const code = event === undefined ? undefined : codeFor(state, event)
    if (event === undefined || code === undefined || E.isLeft(code)) return undefined
    const repeats = repeatsOf(code.right)
    const times = repeats === undefined ? 1 : timesOf(repeats, runs.get(code.right) ?? 0)
    const group = events.slice(0, times)
    return repeats === undefined || times < 2 || group.length < times || group.some((one) => !alike(one, event))
      ? undefined
      : { event, code: code.right, repeats, group }
  }

  const together: Session<Buffer>['together'] = (state, event) => {
    const code = codeFor(state, event)
    const repeats = code === undefined || E.isLeft(code) ? undefined : repeatsOf(code.right)
    return code === undefined || E.isLeft(code) || repeats === undefined
      ? 1
      : timesOf(repeats, runs.get(code.right) ?? 0)
  }

  const handleAll: Session<Buffer>['handleAll'] = (seed, start, events) => async () => {
    const found: Course<Buffer>['found'][number][] = []
    let state = start
    while (found.length < events.length) {
      const there = repeatsFor(state, events.slice(found.length))
      if (there !== undefined) {
        const { event, code, repeats, group } = there
        const next = await attempt(`${program.method} ${event.name}`, () => runAll(seed, state, group, code, repeats))()
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

  /** Another state of the same values: its buffers are released by themselves. */
  const held: (state: State<Buffer>) => State<Buffer> = mapSlots(device.retain, (memory: MemoryValue) => memory)

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

  const prediction = `${program.method} prediction`

  /** What a part of a prediction on a task gives, by name. */
  const asked = async (
    seed: number,
    state: State<Buffer>,
    task: number,
    code: CompiledEvent,
    batches: Readonly<Record<string, HostBatch>> = {},
  ): Promise<State<Buffer>> => {
    const host = hostOf(code, { task, batches }, child(key(seed), 'predict', task), memoriesOf(state))
    const { health, updated } = await carryOut(device, plans, code, state, {
      task,
      numbers: numbersOf(code),
      feed: (feed) => feedValues(feed, host),
      memory: (term) => host.memory(term, new Map()),
      answer: host.answer,
    })
    if (Number.isFinite(health)) return updated
    releaseState(device, updated)
    throw new Diverged(
      await divergence(
        device,
        { method: program.method, options: around.options },
        state,
        `in a prediction on task ${task + 1}`,
      ),
    )
  }

  const outputs = async (held: readonly Buffer[], inputs: Float32Array, count: number): Promise<ArrayLike<number>> => {
    const code = compiled.outputs(count)
    const x = device.upload([count, ...between.inputShape], inputs)
    const [out] = await plans.run(
      { steps: [{ _tag: 'Device', program: code }], outputs: code.outputs },
      new Map(code.inputs.map((node, i) => [node, held[i] ?? x])),
    )
    device.release(x)
    const values = await device.read(out!)
    device.release(out!)
    return values
  }

  /** Predicts by a rule: what mentions no input is there first. */
  const ruled = (seed: number, state: State<Buffer>, task: number, rule: RuleCode): TE.TaskEither<Fault, Predictor> => {
    const first = rule.ahead(shapesOf(layouts, state, task))
    const none: TE.TaskEither<Fault, State<Buffer>> = TE.right({})
    return pipe(
      first === undefined
        ? none
        : pipe(
            TE.fromEither(first),
            TE.chain((code) => attempt(prediction, () => asked(seed, state, task, code))),
          ),
      TE.map((ahead): Predictor => {
        const whole = { ...held(state), ...ahead }
        const answered = async (code: CompiledEvent, inputs: Float32Array, count: number) => {
          const batches = { inputs: unlabelled(between, task, inputs, count) }
          const [out] = tensorsIn((await asked(seed, whole, task, code, batches))[ruleName]!)
          const values = await device.read(out!)
          device.release(out!)
          return values
        }
        return {
          outputs: (inputs, count) =>
            pipe(
              TE.fromEither(rule.answer(shapesOf(layouts, whole, task), count)),
              TE.chain((code) => attempt(prediction, () => answered(code, inputs, count))),
            ),
          read: TE.left(
            fault({
              where: prediction,
              rule: 'what predicts by parameters alone can be read as such',
              got: 'a rule of prediction',
              hint: 'keep the whole learner, or predict by parameters: predict: (o) => ({ theta }) => ({ theta })',
            }),
          ),
          release: () => releaseState(device, whole),
        }
      }),
    )
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
      return pipe(
        TE.fromEither(code),
        TE.chain((ready) => attempt(`${program.method} adapt`, () => adapted(seed, state, to, ready))),
      )
    },
    predictor: (seed, state, task) => {
      const rule = compiled.rule()
      if (rule !== undefined) return ruled(seed, state, task, rule)
      const code = compiled.event({ name: 'predict', counts: {}, shapes: shapesOf(layouts, state, task) })
      const theta =
        code === undefined
          ? TE.right(tensorsIn(state.theta!).map(device.retain))
          : pipe(
              TE.fromEither(code),
              TE.chain((ready) => attempt(prediction, () => asked(seed, state, task, ready))),
              TE.map(({ theta }) => tensorsIn(theta!)),
            )
      return pipe(
        theta,
        TE.map((parameters): Predictor => {
          const statistics = state[statisticsSlot]
          const held = [...parameters, ...(statistics === undefined ? [] : tensorsIn(statistics).map(device.retain))]
          return {
            outputs: (inputs, count) => attempt(prediction, () => outputs(held, inputs, count)),
            read: attempt(prediction, () => Promise.all(held.map(device.read))),
            release: () => held.forEach(device.release),
          }
        }),
      )
    },
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

/** Every draw of an event continues this key: (seed, task, event, batch). */
const eventKey = (seed: number, event: StreamEvent): Key =>
  child(key(seed), 'event', event.task, event.name, event.batch)

const during = ({ task, batch, name }: StreamEvent): string =>
  `at task ${task + 1}, ${name === 'onBatch' ? `batch ${batch + 1}` : name}`

/** Whether events are of one program: the same event of one task, with as many examples. */
const alike = (a: StreamEvent, b: StreamEvent): boolean => formOf(a) === formOf(b)
const formOf = ({ name, task, batches }: StreamEvent): string => JSON.stringify([name, task, countsOfBatches(batches)])

const oddExamples = (batches: StreamEvent['batches']): Fault | undefined =>
  Object.values(batches)
    .map((examples) => oddInput(examples))
    .find((odd) => odd !== undefined)

/** Inputs as a batch of a task, whose labels nobody knows. */
const unlabelled = (
  { inputShape, outputs, heads }: Interface,
  task: number,
  inputs: Float32Array,
  count: number,
): HostBatch => ({
  count,
  inputs,
  inputShape,
  targets: new Float32Array(count * outputs),
  weights: new Float32Array(count).fill(1),
  classes: outputs,
  task,
  ...(heads === 'task' ? { heads: new Float32Array(count * outputs).fill(1) } : {}),
})

/** What examples of a task are like. */
const noExamples = (
  { inputShape, outputs }: Interface,
  task: number,
): Pick<HostBatch, 'inputShape' | 'classes' | 'task'> => ({
  inputShape,
  classes: outputs,
  task,
})
