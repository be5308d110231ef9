import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type LanesChoice, type Snapshot, statisticsLayout, statisticsSlot } from '../compiler/index.ts'
import type { HostBatch } from '../data/index.ts'
import { type EventName, type Method, type MethodProgram, onlyBatch } from '../dsl/index.ts'
import { type Fault, fault } from '../fault.ts'
import { type BackendChoice, tfjsDevice } from '../interpreters/devices/index.ts'
import type { State, StreamEvent } from '../interpreters/runtime/index.ts'
import { fitting, layoutOf, type Network } from '../networks/index.ts'
import { type Input, type Learner, learnerOf, type Stage, stageOf } from './learner.ts'
import { hostBatch, type Pairs, sizesOf } from './pairs.ts'
import { programOf } from './program.ts'
import { runOptions } from './run-options.ts'

/** An episode of one's own: pairs to adapt to, and pairs that what came of it is judged by. */
export interface EpisodePairs {
  readonly support: Pairs
  readonly query: Pairs
}

/** Pairs whose inputs are images: their numbers row after row, or lists in lists as `inputShape` has them. */
export interface ImagePairs {
  readonly inputs: readonly Input[]
  readonly targets: Pairs['targets']
}

export interface TrainOnSettings {
  readonly network: Network
  /** The batches of one task, in the order in which the method sees them; at the task's end it sees all as one. */
  readonly batches?: readonly (Pairs | ImagePairs)[] | undefined
  /**
   * In place of batches: meta-batches of episodes, in the order in which the method sees them. All episodes of one have as many pairs on
   * each side.
   */
  readonly metaBatches?: readonly (readonly EpisodePairs[])[] | undefined
  /** In place of both: the batches of several tasks, one task after the other. */
  readonly tasks?: readonly (readonly (Pairs | ImagePairs)[])[] | undefined
  /** What shape an input has, `[rows, columns]` or `[rows, columns, channels]` of an image; one vector unless given. */
  readonly inputShape?: readonly number[] | undefined
  readonly options?: Readonly<Record<string, number | string>>
  /** 0 unless given. */
  readonly seed?: number
  /** A learner to start from, in place of the network's initialisation. */
  readonly from?: Learner
  /**
   * What the batches are to a learner that is started from. `same`, unless given: more of the task that it was in. What the method keeps
   * beside the network starts anew; its batches are counted on, so that each has draws of its own. `new`: the next task. It goes on
   * from the learner's whole state, memories and what was important among it, with the learner's own seed.
   */
  readonly task?: 'same' | 'new'
  /** `wasm` unless given: the same numbers on every machine. */
  readonly backend?: BackendChoice
  /** Whether samples and parts of batches are learned from as lanes of one program; a setting of experiments as well. */
  readonly lanes?: LanesChoice
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
const started = <B>({ session, device, layouts }: Stage<B>, seed: number, from?: Pick<Learner, 'numbers'>) =>
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
  <B>({ session }: Stage<B>, seed: number, events: readonly StreamEvent[]) =>
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

/** That batches of a next task are such as a learner learned before. */
const goesOn = ({ kept: { between } }: Learner, features: number, outputs: number): E.Either<Fault, void> => {
  const size = between.inputShape.reduce((product, side) => product * side, 1)
  return size === features && between.outputs === outputs
    ? E.right(undefined)
    : E.left(
        fault({
          where: 'trainOn',
          rule: `a new task must have inputs of ${size} numbers and ${between.outputs} outputs, as those of \`from\``,
          got: `${features} and ${outputs}`,
        }),
      )
}

/** A batch with inputs row after row, as vectors. */
const vectors = (batch: Pairs | ImagePairs): Pairs => {
  // What is no batch, and no list of lists, is judged where vectors are.
  const inputs: unknown = typeof batch === 'object' && batch !== null ? batch.inputs : undefined
  return Array.isArray(inputs) ? { ...batch, inputs: inputs.map(flattened) as Pairs['inputs'] } : (batch as Pairs)
}

const flattened = (input: unknown): unknown =>
  Array.isArray(input) && input.some(Array.isArray) ? input.flat(Number.POSITIVE_INFINITY) : input

/** The batches of each task. */
const tasksOf = ({
  batches,
  tasks,
  metaBatches,
  inputShape = [],
}: TrainOnSettings): E.Either<Fault, readonly (readonly Pairs[])[]> => {
  const given = [batches, tasks, metaBatches].filter((one) => one !== undefined).length
  const empty = tasks?.findIndex((one) => !Array.isArray(one) || one.length === 0) ?? -1
  const wrong = (rule: string, got: string) => E.left(fault({ where: 'trainOn', rule, got }))
  if (given > 1) return wrong('there must be `batches`, `tasks` or `metaBatches`', 'more than one of them')
  if (tasks?.length === 0 || empty >= 0)
    return wrong(
      '`tasks` must be lists of at least one batch each',
      tasks?.length === 0 ? 'none' : `none in task ${empty + 1}`,
    )
  return E.right(
    (tasks ?? [Array.isArray(batches) ? batches : []]).map((one) =>
      // Only images are lists in lists.
      inputShape.length > 1 ? one.map(vectors) : (one as readonly Pairs[]),
    ),
  )
}

/** That an input has as many numbers as its shape says. */
const shaped = (inputShape: readonly number[] | undefined, features: number): E.Either<Fault, void> =>
  inputShape === undefined || inputShape.reduce((product, side) => product * side, 1) === features
    ? E.right(undefined)
    : E.left(
        fault({
          where: 'trainOn',
          rule: `an input must have the numbers of \`inputShape\`: ${inputShape.join(' × ')}`,
          got: `${features}`,
        }),
      )

/** The same events, of a task of another number and inputs of another shape. */
const placedIn =
  (task: number, inputShape: readonly number[]) =>
  (event: StreamEvent): StreamEvent => ({
    ...event,
    task,
    batches: Object.fromEntries(
      Object.entries(event.batches).map(([name, batch]) => [name, { ...batch, task, inputShape }]),
    ),
  })

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
  const { network, metaBatches, from, task = 'same', inputShape, backend = 'wasm', lanes } = settings
  const next = task === 'new' ? from : undefined
  const { seed = next?.kept.seed ?? 0 } = settings
  const before = next === undefined ? (from?.batches ?? 0) : 0
  return pipe(
    E.Do,
    E.bind('tasks', () => tasksOf(settings)),
    E.let(
      'brought',
      ({ tasks }) =>
        metaBatches?.flatMap((episodes) => episodes.flatMap(({ support, query }) => [support, query])) ??
        (settings.tasks === undefined && !Array.isArray(settings.batches) ? settings.batches : tasks.flat()),
    ),
    E.bind('options', () => runOptions(method.name, method.options, settings.options ?? {})),
    E.bind('program', ({ options }) => programOf({ name: method.name, method, options })),
    E.chainFirst(({ program }) => handles(program, metaBatches === undefined ? 'onBatch' : 'onEpisodes')),
    E.chainFirst(() => wholeSeed(seed)),
    E.bind('sizes', ({ brought }) => sizesOf('trainOn', brought)),
    E.chainFirst(({ sizes }) => shaped(inputShape, sizes.features)),
    E.chainFirst(({ sizes }) =>
      next === undefined ? E.right(undefined) : goesOn(next, sizes.features, sizes.outputs),
    ),
    E.let('between', ({ sizes }) => ({
      inputShape: next?.kept.between.inputShape ?? inputShape ?? [sizes.features],
      outputs: sizes.outputs,
      heads: 'single' as const,
    })),
    E.bind('network', ({ between }) => fitting(network, between)),
    E.let('layouts', ({ between }) => ({
      theta: layoutOf(network, between),
      [statisticsSlot]: statisticsLayout(network, between),
    })),
    E.chainFirst(({ layouts }) => (from === undefined ? E.right(undefined) : fits(from, layouts))),
    E.bind('events', ({ tasks, sizes, between }) => {
      const first = next?.kept.tasks.length ?? 0
      return metaBatches !== undefined
        ? pipe(
            metaEventsOf(metaBatches, sizes, before),
            E.map((events) => events.map(placedIn(first, between.inputShape))),
          )
        : pipe(
            tasks,
            E.traverseArrayWithIndex((i, batches) =>
              pipe(
                eventsOf(batches, sizes, i === 0 ? before : 0),
                E.bimap(
                  (of): Fault => (tasks.length === 1 ? of : { ...of, path: [`task ${i + 1}`, ...(of.path ?? [])] }),
                  (events) => events.map(placedIn(first + i, between.inputShape)),
                ),
              ),
            ),
            E.map((events) => events.flat()),
          )
    }),
    TE.fromEither,
    TE.bind('device', () => tfjsDevice(backend)),
    TE.chain(({ options, tasks, events, device, between }) => {
      const stage = stageOf({ method, options, network, between }, device, lanes)
      const learnedBefore = next?.kept.tasks ?? []
      return pipe(
        next === undefined ? started(stage, seed, from) : stage.session.restore(next.kept.state),
        TE.chain(learned(stage, seed, events)),
        TE.map((state) =>
          learnerOf(stage, {
            name: method.name,
            method,
            options,
            network,
            between,
            seed,
            tasks: [
              ...learnedBefore,
              ...(metaBatches === undefined ? tasks : [0]).map((_, i) => ({
                name: `task ${learnedBefore.length + i + 1}`,
              })),
            ],
            batches: before + (metaBatches ?? tasks.flat()).length,
            presented: {},
            about: { by: 'trainOn', ...(lanes === undefined ? {} : { lanes }) },
            state,
          }),
        ),
      )
    }),
  )
}
