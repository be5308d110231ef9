import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Method, Values } from '../../dsl/index.ts'
import { bundledMemory, type ExperimentSettings, runOptions } from '../../experiment/index.ts'
import type { Asked } from '../../experiment/settings/index.ts'
import { type Fault, fault } from '../../fault.ts'
import type { Network } from '../../networks/index.ts'
import { type Kept, readLearner, weightsIn } from '../../saved/index.ts'
import { inScenario } from '../../streams/index.ts'
import { benchmarkIn } from '../user-files/benchmark-in.ts'
import { isPath, methodNamed } from '../user-files/method-named.ts'
import { metricsIn } from '../user-files/metrics-in.ts'
import { networkIn } from '../user-files/network-in.ts'

/** The options that a method has on a benchmark: those that are set, those that the benchmark has for it, and the memory that its protocol gives it. */
export const optionsOn = (
  name: string,
  method: Method,
  set: Readonly<Record<string, unknown>>,
  on: Parameters<typeof bundledMemory>[1] | undefined,
): E.Either<Fault, Values> =>
  runOptions(name, method.options, {
    ...(on === undefined ? {} : { ...on.benchmark.options?.[name], ...bundledMemory(method.options, on) }),
    ...set,
  })

/** That a run has one start. */
const oneStart = ({ from, init }: Asked): E.Either<Fault, void> =>
  from === undefined || init === undefined
    ? E.right(undefined)
    : E.left(
        fault({
          where: '--init',
          rule: 'a run starts from a saved learner or from weights',
          got: '--from and --init',
          hint: 'leave one of the two away',
        }),
      )

/** That a learner goes on with the seed that its draws were made with. */
const seedOf = ({ seed }: Kept, { seeds, from = '' }: Asked): E.Either<Fault, readonly number[]> =>
  seeds.every((one) => one === seed || one === 0)
    ? E.right([seed])
    : E.left(
        fault({
          where: '--seeds',
          rule: `a learner goes on with the seed of its draws: ${seed}`,
          got: seeds.join(','),
          path: [from],
          hint: 'leave --seeds away; each seed of a run has a learner of its own',
        }),
      )

/** What of an experiment a saved learner says: what isn't asked for is as it was. */
const goingOn = (
  name: string,
  asked: Asked,
  own: Network | undefined,
): TE.TaskEither<Fault, Partial<ExperimentSettings>> =>
  asked.from === undefined
    ? TE.right({})
    : pipe(
        TE.fromEither(readLearner(asked.from, own)),
        TE.bindTo('learner'),
        TE.bind('seeds', ({ learner }) => TE.fromEither(seedOf(learner, asked))),
        TE.map(({ learner, seeds }) => ({
          learner,
          seeds,
          name: name === '' ? learner.name : name,
          network: asked.network ?? String(learner.about.network ?? learner.network.name),
          ownNetwork: learner.network,
        })),
      )

/** The method that is named; without a name that of a learner which is gone on from. */
const methodOf = (name: string, learner: Kept | undefined): TE.TaskEither<Fault, Method> =>
  name === '' && learner !== undefined ? TE.right(learner.method) : methodNamed(name)

/** The options that a learner has learned by, where the method is still that. */
const optionsOfLearner = (name: string, learner: Kept | undefined): Values =>
  learner !== undefined && (name === '' || name === learner.name) ? learner.options : {}

/** An experiment of what is asked for: the method, the network and the benchmark by their names or files, and the options of the method, each checked. */
export const settingsOf = (
  name: string,
  set: Readonly<Record<string, unknown>>,
  asked: Asked,
): TE.TaskEither<Fault, ExperimentSettings> =>
  pipe(
    TE.Do,
    TE.bind('own', () =>
      asked.network !== undefined && isPath(asked.network) ? networkIn(asked.network) : TE.right(undefined),
    ),
    TE.bind('before', ({ own }) => goingOn(name, asked, own)),
    TE.bind('method', ({ before }) => methodOf(name, before.learner)),
    TE.bind('benchmark', () => pipe(benchmarkIn(asked.benchmark), TE.chainEitherK(inScenario(asked.scenario)))),
    TE.bind('options', ({ method, benchmark, before }) =>
      TE.fromEither(
        optionsOn(
          before.name ?? name,
          method,
          { ...optionsOfLearner(name, before.learner), ...set },
          { ...asked, benchmark },
        ),
      ),
    ),
    TE.bind('weights', () => (asked.init === undefined ? TE.right(undefined) : TE.fromEither(weightsIn(asked.init)))),
    TE.chainFirstEitherK(() => oneStart(asked)),
    TE.bind('ownMetrics', () => metricsIn(asked.metrics ?? [])),
    TE.let('network', ({ benchmark }) => asked.network ?? benchmark.networks?.[name]),
    TE.map(({ own, before, weights, network, ...resolved }) => ({
      ...asked,
      ...(network === undefined ? {} : { network }),
      ...resolved,
      name,
      ...(own === undefined ? {} : { ownNetwork: own }),
      ...(weights === undefined ? {} : { weights }),
      ...before,
    })),
  )
