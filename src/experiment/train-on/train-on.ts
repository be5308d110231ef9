import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Snapshot, statisticsLayout, statisticsSlot } from '../../compiler/index.ts'
import type { Method, MethodProgram } from '../../dsl/index.ts'
import { type Fault, fault } from '../../fault.ts'
import { tfjsDevice } from '../../interpreters/devices/index.ts'
import type { State, StreamEvent } from '../../interpreters/runtime/index.ts'
import { fitting, layoutOf } from '../../networks/index.ts'
import { type Learner, learnerOf, type Stage, stageOf } from '../learner.ts'
import { sizesOf } from '../pairs.ts'
import { programOf } from '../program.ts'
import { runOptions } from '../run-options.ts'
import { metaEventsOf } from './events-of-episodes.ts'
import { eventsOf } from './events-of-tasks.ts'
import { fits, goesOn, started } from './learner-before.ts'
import type { TrainOnSettings } from './settings.ts'
import { shaped, tasksOf } from './tasks.ts'

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
