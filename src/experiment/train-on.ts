import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { statisticsLayout, statisticsSlot } from '../compiler/index.ts'
import { type EventName, type Method, onlyBatch } from '../dsl/index.ts'
import { type Fault, fault } from '../fault.ts'
import { type BackendChoice, type Device, tfjsDevice } from '../interpreters/devices/index.ts'
import { outputsOf, type Session, type State, type StreamEvent, session } from '../interpreters/runtime/index.ts'
import { fitting, type Layout, layoutOf, type Network } from '../networks/index.ts'
import { flat, hostBatch, type Pairs, sizesOf, type Vectors } from './pairs.ts'
import { programOf } from './program.ts'
import { runOptions } from './run-options.ts'

export interface TrainOnSettings {
  readonly network: Network
  /** The batches of one task, in the order in which the method sees them; at the task's end it sees all as one. */
  readonly batches: readonly Pairs[]
  readonly options?: Readonly<Record<string, number | string>>
  /** 0 unless given. */
  readonly seed?: number
  /**
   * A learner to start from, in place of the network's initialisation. What else the method keeps starts anew; its batches are
   * counted on, so that each has draws of its own.
   */
  readonly from?: Learner
  /** `wasm` unless given: the same numbers on every machine. */
  readonly backend?: BackendChoice
}

/** A network that has learned. It holds nothing on a device. */
export interface Learner {
  /** θ, and the running statistics of a network that has them, tensor by tensor. */
  readonly numbers: Readonly<Record<string, readonly ArrayLike<number>[]>>
  /** How many batches it has learned, those of the learners that it went on from among them. */
  readonly batches: number
  /** The network's outputs on inputs. */
  readonly predict: (inputs: Vectors) => TE.TaskEither<Fault, Vectors>
}

/** A session and what is needed to start it where a learner stands. */
interface Stage<B> {
  readonly session: Session<B>
  readonly device: Device<B>
  readonly layouts: Readonly<Record<string, Layout>>
  readonly seed: number
}

/** That a learner has the tensors of the network that is to go on from it. */
const fits = ({ numbers }: Learner, layouts: Stage<unknown>['layouts']): E.Either<Fault, void> => {
  const sizes = (of: readonly (readonly number[])[]): string => JSON.stringify(of)
  const given = Object.keys(layouts).map((slot) => (numbers[slot] ?? []).map(({ length }) => length))
  const wanted = Object.values(layouts).map(({ tensors }) =>
    tensors.map(({ shape }) => shape.reduce((product, side) => product * side, 1)),
  )
  const wrong = (rule: string, got: string) =>
    E.left(fault({ where: 'trainOn', rule: `\`from\` must be ${rule}`, got }))
  if (sizes(given) !== sizes(wanted))
    return wrong(`a learner of the same network, with tensors of ${sizes(wanted)}`, sizes(given))
  const odd = Object.keys(layouts)
    .flatMap((slot) => (numbers[slot] ?? []).flatMap((tensor) => Array.from(tensor)))
    .find((value) => !Number.isFinite(value))
  return odd === undefined ? E.right(undefined) : wrong('a learner whose numbers are finite', `${odd}`)
}

/** A first state, with the numbers of a learner in place of its own. */
const started = <B>({ session, device, layouts, seed }: Stage<B>, from?: Pick<Learner, 'numbers'>) =>
  pipe(
    session.initial(seed),
    TE.map((state): State<B> => {
      const placed = Object.entries(from?.numbers ?? {}).flatMap(([name, tensors]) => {
        const slot = state[name]
        if (slot?._tag !== 'Numbers') return []
        slot.tensors.forEach(device.release)
        const buffers = tensors.map((values, i) => device.upload(layouts[name]!.tensors[i]!.shape, values))
        return [[name, { ...slot, tensors: buffers }] as const]
      })
      return { ...state, ...Object.fromEntries(placed) }
    }),
  )

/** Takes a state through events, and then no longer holds it: what the network predicts by is read first. */
const learned =
  <B>({ session, layouts, seed }: Stage<B>, events: readonly StreamEvent[]) =>
  (start: State<B>): TE.TaskEither<Fault, Learner['numbers']> =>
  async () => {
    let state = start
    try {
      for (const event of events) {
        const next = await session.handle(seed, state, event)()
        if (E.isLeft(next)) return next
        state = next.right
      }
      return await pipe(
        Object.entries(state).filter(([name]) => Object.hasOwn(layouts, name)),
        TE.traverseArray(([name, slot]) =>
          pipe(
            session.read(slot),
            TE.map((tensors) => [name, tensors.map((tensor) => Float32Array.from(tensor))] as const),
          ),
        ),
        TE.map((slots) => Object.fromEntries(slots)),
      )()
    } finally {
      session.release(state)
    }
  }

const rows = (values: ArrayLike<number>, size: number): Vectors =>
  Array.from({ length: values.length / size }, (_, row) =>
    Array.from({ length: size }, (_, i) => values[row * size + i]!),
  )

const wholeSeed = (seed: number): E.Either<Fault, void> =>
  Number.isSafeInteger(seed)
    ? E.right(undefined)
    : E.left(fault({ where: 'trainOn', rule: '`seed` must be a whole number', got: `${seed}` }))

/**
 * What a method sees: the start of a task, each batch, the end with all of them as one. A learner that is gone on from has learned
 * `before` batches: events are numbered from there.
 */
const eventsOf = (
  batches: readonly Pairs[],
  { features, outputs }: { readonly features: number; readonly outputs: number },
  before: number,
): E.Either<Fault, readonly StreamEvent[]> => {
  const read = hostBatch('trainOn', features, outputs)
  const event = (name: EventName, batch: number, pairs: Pairs): E.Either<Fault, StreamEvent> =>
    pipe(
      read(pairs),
      E.map((examples) => ({ name, task: 0, batch: before + batch, batches: onlyBatch(name, examples) })),
    )
  return pipe(
    batches,
    E.traverseArrayWithIndex((i, pairs) =>
      pipe(
        event('onBatch', i, pairs),
        E.mapLeft((of) => ({ ...of, path: [`batch ${i + 1}`, ...(of.path ?? [])] })),
      ),
    ),
    E.chain((learned) =>
      pipe(
        E.Do,
        E.bind('start', () => event('onTaskStart', 0, { inputs: [], targets: [] })),
        E.bind('end', () =>
          event('onTaskEnd', 0, {
            inputs: batches.flatMap(({ inputs }) => inputs),
            targets: batches.flatMap(({ targets }) => targets),
          }),
        ),
        E.map(({ start, end }) => [start, ...learned, end]),
      ),
    ),
  )
}

/**
 * A method on a network and batches of one's own: θ₀, then what the method does at the start of a task, on each batch and at the
 * task's end.
 *
 * @returns a `Left` when an option is out of range, the batches are not of finite numbers or do not fit each other or the network, or the run diverges
 * @example
 * const line = { inputs: [[-1], [0], [1]], targets: [[-2], [0], [2]] }
 * const network = mlp({ hidden: [], loss: 'squaredError' })
 * const batches = Array<Pairs>(200).fill(line)
 * const learner = await orThrow(trainOn(methods.finetune!, { network, batches, options: { rate: 0.5 } }))
 * learner.predict([[3]])   // => [[6]]
 */
export const trainOn = (method: Method, settings: TrainOnSettings): TE.TaskEither<Fault, Learner> => {
  const { network, batches, seed = 0, from, backend = 'wasm' } = settings
  const before = from?.batches ?? 0
  return pipe(
    E.Do,
    E.bind('options', () => runOptions(method.name, method.options, settings.options ?? {})),
    E.bind('program', ({ options }) => programOf({ name: method.name, method, options })),
    E.chainFirst(() => wholeSeed(seed)),
    E.bind('sizes', () => sizesOf('trainOn', batches)),
    E.let('between', ({ sizes }) => ({ inputShape: [sizes.features], outputs: sizes.outputs })),
    E.bind('network', ({ between }) => fitting(network, between)),
    E.let('layouts', ({ between }) => ({
      theta: layoutOf(network, between),
      [statisticsSlot]: statisticsLayout(network, between),
    })),
    E.chainFirst(({ layouts }) => (from === undefined ? E.right(undefined) : fits(from, layouts))),
    E.bind('events', ({ sizes }) => eventsOf(batches, sizes, before)),
    TE.fromEither,
    TE.bind('device', () => tfjsDevice(backend)),
    TE.chain(({ program, events, device, between, layouts, sizes: { features, outputs } }) => {
      const stage = { session: session({ program, network, between, device }), device, layouts, seed }
      const predict =
        (numbers: Learner['numbers']): Learner['predict'] =>
        (inputs) =>
          pipe(
            TE.fromEither(flat('predict', 'input', inputs, features)),
            TE.chain((values) =>
              TE.bracket(
                started(stage, { numbers }),
                (state) => outputsOf(stage.session)({ seed, state, task: 0, inputs: values, count: inputs.length }),
                (state) => TE.fromIO(() => stage.session.release(state)),
              ),
            ),
            TE.map((values) => rows(values, outputs)),
          )
      return pipe(
        started(stage, from),
        TE.chain(learned(stage, events)),
        TE.map((numbers) => ({ numbers, batches: before + batches.length, predict: predict(numbers) })),
      )
    }),
  )
}
