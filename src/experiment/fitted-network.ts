import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { DataSet } from '../data/index.ts'
import { type Fault, fault } from '../fault.ts'
import {
  fitting,
  type Interface,
  layoutOf,
  lossName,
  type Network,
  networkNamed,
  predictionOf,
  sizeOfLayout,
} from '../networks/index.ts'
import type { Benchmark } from '../streams/index.ts'
import type { ExperimentSettings } from './experiment-settings.ts'
import { protocolOf } from './protocol/index.ts'

/** What a network is put between, for a benchmark on some data. */
export const interfaceOf = (benchmark: Benchmark, { train }: DataSet): Required<Interface> => ({
  inputShape: train.inputShape,
  outputs: benchmark.outputs ?? train.classes,
  heads: benchmark.heads ?? 'single',
})

/** So many numbers take a gibibyte: more are taken for a slip of the keyboard. */
const mostParameters = 2 ** 28

const sensible = (network: Network, between: Interface): E.Either<Fault, Network> => {
  const size = sizeOfLayout(layoutOf(network, between))
  return size <= mostParameters
    ? E.right(network)
    : E.left(
        fault({
          where: `network ${network.name}`,
          rule: `a network must have at most ${mostParameters} parameters`,
          got: `${size}`,
          hint: 'name one with smaller layers',
        }),
      )
}

/** That a network which says its loss itself says the one of a benchmark that has one. */
const measuredAs = (benchmark: Benchmark, own: Network): E.Either<Fault, Network> => {
  const { loss = own.loss } = protocolOf(benchmark)
  return loss === own.loss || (typeof own.loss === 'object' && own.loss.predicts === predictionOf({ loss }))
    ? E.right(own)
    : E.left(
        fault({
          where: `network ${own.name}`,
          rule: `a network that learns ${benchmark.name} must have the loss ${lossName({ loss })}`,
          got: lossName(own),
          hint: `or one of its own that predicts ${predictionOf({ loss })}`,
          path: ['loss'],
        }),
      )
}

/** The network of an experiment: the one that is named, else the benchmark's own, if it fits the data. */
export const fittedNetwork = (
  settings: Pick<ExperimentSettings, 'benchmark' | 'network' | 'ownNetwork' | 'initialisation'>,
  data: DataSet,
): E.Either<Fault, Network> => {
  const { benchmark, network, ownNetwork, initialisation } = settings
  const between = interfaceOf(benchmark, data)
  return pipe(
    ownNetwork === undefined ? networkNamed(network ?? benchmark.network) : measuredAs(benchmark, ownNetwork),
    E.map((named) => ({
      ...named,
      ...(initialisation === undefined ? {} : { initialisation }),
      loss: typeof named.loss === 'object' ? named.loss : (protocolOf(benchmark).loss ?? named.loss),
    })),
    E.chain((chosen) => fitting(chosen, between)),
    E.chain((fits) => sensible(fits, between)),
    E.mapLeft((of) =>
      ownNetwork === undefined ? of : { ...of, path: [network ?? ownNetwork.name, ...(of.path ?? [])] },
    ),
  )
}
