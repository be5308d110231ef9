import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type LanesChoice, type Snapshot, statisticsLayout, statisticsSlot, tensorsIn } from '../compiler/index.ts'
import type { HostBatch } from '../data/index.ts'
import { type EventName, type Method, type MethodProgram, onlyBatch } from '../dsl/index.ts'
import { type Fault, fault } from '../fault.ts'
import { type BackendChoice, type Device, tfjsDevice } from '../interpreters/devices/index.ts'
import { outputsOf, type Session, type State, type StreamEvent, session } from '../interpreters/runtime/index.ts'
import { fitting, type Layout, layoutOf, type Network } from '../networks/index.ts'
import { flat, hostBatch, type Pairs, sizesOf, type Vectors } from './pairs.ts'
import { programOf } from './program.ts'
import { runOptions } from './run-options.ts'

/** An episode of one's own: pairs to adapt to, and pairs that what came of it is judged by. */
export interface EpisodePairs {
  readonly support: Pairs
  readonly query: Pairs
}

export interface TrainOnSettings {
  readonly network: Network
  /** The batches of one task, in the order in which the method sees them; at the task's end it sees all as one. */
  readonly batches?: readonly Pairs[] | undefined
  /**
   * In place of batches: meta-batches of episodes, in the order in which the method sees them. All episodes of one have as many pairs on
   * each side.
   */
  readonly metaBatches?: readonly (readonly EpisodePairs[])[] | undefined
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
  /** Whether samples and parts of batches are learned from as lanes of one program; a setting of experiments as well. */
  readonly lanes?: LanesChoice
}

/** A network that has learned. It holds nothing on a device. */
export interface Learner {
  /** θ, and the running statistics of a network that has them, tensor by tensor. */
  readonly numbers: Readonly<Record<string, readonly ArrayLike<number>[]>>
  /** How many batches it has learned, those of the learners that it went on from among them. */
  readonly batches: number
  /** The network's outputs on inputs. */
  readonly predict: (inputs: Vectors) => TE.TaskEither<Fault, Vectors>
  /** What it comes to that adapts to some pairs in so many steps, as the method says; itself where the method says nothing of that. */
  readonly adapt: (support: Pairs, steps: number) => TE.TaskEither<Fault, Learner>
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

/** Takes a state through events, and then no longer holds it: it is saved first. */
const learned =
  <B>({ session, seed }: Stage<B>, events: readonly StreamEvent[]) =>
  (start: State<B>): TE.TaskEither<Fault, Snapshot> =>
  async () => {
    let state = start
    try {
      for (const event of events) {
        const next = await session.handle(seed, state, event)()
        if (E.isLeft(next)) return next
        state = next.right
      }
      return await session.save(state)()
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

/** Episodes of one meta-batch as one batch, if each has as many pairs on each side as the first. */
const metaBatchOf = (
  episodes: readonly EpisodePairs[],
  read: (pairs: Pairs) => E.Either<Fault, HostBatch>,
): E.Either<Fault, HostBatch> => {
  const length = {
    support: episodes[0]?.support.inputs.length ?? 0,
    query: episodes[0]?.query.inputs.length ?? 0,
  }
  const odd = episodes.findIndex(
    ({ support, query }) => support.inputs.length !== length.support || query.inputs.length !== length.query,
  )
  if (odd >= 0 || length.support === 0 || length.query === 0)
    return E.left(
      fault({
        where: 'trainOn',
        rule: 'the episodes of a meta-batch must have as many pairs on each side as the first, at least one',
        got: odd < 0 ? 'none' : `${episodes[odd]?.support.inputs.length} and ${episodes[odd]?.query.inputs.length}`,
        path: [`episode ${Math.max(0, odd) + 1}`],
      }),
    )
  const sides = episodes.flatMap(({ support, query }) => [support, query])
  return pipe(
    read({
      inputs: sides.flatMap(({ inputs }) => inputs),
      targets: sides.flatMap(({ targets }) => targets),
    }),
    E.map((examples) => ({ ...examples, episode: length })),
  )
}

/** What a method sees of meta-batches: each, in order. */
const metaEventsOf = (
  metaBatches: readonly (readonly EpisodePairs[])[],
  { features, outputs }: { readonly features: number; readonly outputs: number },
  before: number,
): E.Either<Fault, readonly StreamEvent[]> =>
  pipe(
    metaBatches,
    E.traverseArrayWithIndex((i, episodes) =>
      pipe(
        metaBatchOf(episodes, hostBatch('trainOn', features, outputs)),
        E.bimap(
          (of): Fault => ({ ...of, path: [`meta-batch ${i + 1}`, ...(of.path ?? [])] }),
          (examples): StreamEvent => ({
            name: 'onEpisodes',
            task: 0,
            batch: before + i,
            batches: { episodes: examples },
          }),
        ),
      ),
    ),
  )

/** That a method does something with what it is trained on. */
const handles = (program: MethodProgram, event: 'onBatch' | 'onEpisodes'): E.Either<Fault, void> =>
  program.handlers[event] === undefined
    ? E.left(
        fault({
          where: 'trainOn',
          rule: `a method that is trained on ${event === 'onBatch' ? '`batches`' : '`metaBatches`'} must say what it does on them: \`${event}\``,
          got: Object.keys(program.handlers)
            .map((name) => `\`${name}\``)
            .join(', '),
        }),
      )
    : E.right(undefined)

/** A learner whose state was saved. */
const learnerOf = <B>(
  stage: Stage<B>,
  sizes: { readonly features: number; readonly outputs: number },
  batches: number,
  saved: Snapshot,
): Learner => {
  const { session, layouts, seed } = stage
  const held = <A>(use: (state: State<B>) => TE.TaskEither<Fault, A>): TE.TaskEither<Fault, A> =>
    TE.bracket(session.restore(saved), use, (state) => TE.fromIO(() => session.release(state)))
  return {
    numbers: Object.fromEntries(
      Object.keys(layouts).flatMap((name) => {
        const slot = saved[name]
        return slot === undefined ? [] : [[name, tensorsIn(slot).map((tensor) => Float32Array.from(tensor))]]
      }),
    ),
    batches,
    predict: (inputs) =>
      pipe(
        TE.fromEither(flat('predict', 'input', inputs, sizes.features)),
        TE.chain((values) =>
          held((state) => outputsOf(session)({ seed, state, task: 0, inputs: values, count: inputs.length })),
        ),
        TE.map((values) => rows(values, sizes.outputs)),
      ),
    adapt: (support, steps) =>
      pipe(
        Number.isSafeInteger(steps) && steps >= 0
          ? hostBatch('adapt', sizes.features, sizes.outputs)(support)
          : E.left(fault({ where: 'adapt', rule: '`steps` must be a whole number ≥ 0', got: `${steps}` })),
        TE.fromEither,
        TE.chain((examples) =>
          held((state) =>
            TE.bracket(
              session.adapt(seed, state, { task: 0, episode: 0, batch: 0, support: examples, steps }),
              session.save,
              (copy) => TE.fromIO(() => session.release(copy)),
            ),
          ),
        ),
        TE.map((after) => learnerOf(stage, sizes, batches, after)),
      ),
  }
}

/**
 * A method on a network and batches of one's own: θ₀, then what the method does at the start of a task, on each batch and at the
 * task's end. Or on meta-batches of episodes of one's own: what it does on each.
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
  const { network, batches, metaBatches, seed = 0, from, backend = 'wasm', lanes } = settings
  const before = from?.batches ?? 0
  const brought =
    metaBatches?.flatMap((episodes) => episodes.flatMap(({ support, query }) => [support, query])) ?? batches
  return pipe(
    E.Do,
    E.bind('options', () => runOptions(method.name, method.options, settings.options ?? {})),
    E.bind('program', ({ options }) => programOf({ name: method.name, method, options })),
    E.chainFirst(({ program }) => handles(program, metaBatches === undefined ? 'onBatch' : 'onEpisodes')),
    E.chainFirst(() => wholeSeed(seed)),
    E.bind('sizes', () => sizesOf('trainOn', brought)),
    E.let('between', ({ sizes }) => ({ inputShape: [sizes.features], outputs: sizes.outputs })),
    E.bind('network', ({ between }) => fitting(network, between)),
    E.let('layouts', ({ between }) => ({
      theta: layoutOf(network, between),
      [statisticsSlot]: statisticsLayout(network, between),
    })),
    E.chainFirst(({ layouts }) => (from === undefined ? E.right(undefined) : fits(from, layouts))),
    E.bind('events', ({ sizes }) =>
      metaBatches === undefined ? eventsOf(batches ?? [], sizes, before) : metaEventsOf(metaBatches, sizes, before),
    ),
    TE.fromEither,
    TE.bind('device', () => tfjsDevice(backend)),
    TE.chain(({ program, events, device, between, layouts, sizes }) => {
      const stage = { session: session({ program, network, between, device, lanes }), device, layouts, seed }
      return pipe(
        started(stage, from),
        TE.chain(learned(stage, events)),
        TE.map((saved) => learnerOf(stage, sizes, before + (metaBatches ?? batches ?? []).length, saved)),
      )
    }),
  )
}
