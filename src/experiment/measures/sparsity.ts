import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import {
  abs,
  average,
  averageAlong,
  defineMethod,
  features,
  less,
  like,
  meanOver,
  outputs,
  select,
  sumOuter,
} from '../../dsl/index.ts'
import { groupOf } from '../../networks/index.ts'
import { instrument, type Look, type Surroundings } from './instrument.ts'

/** How sparse the representation is that comes into the last layer. */
export interface Sparsity {
  /** The share of its features that are not 0 for an example, the mean over examples. */
  readonly active: number
  /** The share of its features that are 0 for every example. */
  readonly dead: number
}

/** A program that counts them on a batch; the layer that they come into is the network's last with parameters. */
const counting = (layer: string) =>
  defineMethod({
    name: 'sparsity',
    source: 'Javed & White, Meta-learning representations for continual learning, NeurIPS 2019, section 5.3',
    options: {},
    state: () => ({ active: 0, dead: 0 }),
    onBatch:
      () =>
      ({ theta, batch }) => {
        const there = select(less(0, abs(features(batch, theta, layer))), 1, 0)
        const one = like(averageAlong(outputs(batch, theta)), 1)
        const examples = sumOuter(batch, one, there)
        return {
          active: meanOver(batch, averageAlong(there)),
          dead: average(select(less(0, examples), like(examples, 0), 1)),
        }
      },
  })

/** The sparsity of the representation of a learner on the last of the batches. Nothing, where no layer has parameters. */
export const sparsityOf = <Buffer>(around: Surroundings<Buffer>): Look<Buffer, Sparsity> | undefined => {
  const layer = around.network.layers.flatMap((one) => groupOf(one) ?? []).at(-1)
  if (layer === undefined) return undefined
  const look = instrument(counting(layer), ['active', 'dead'], around)
  return (seed, learner, batches) =>
    pipe(
      look(seed, learner, batches),
      TE.map(({ active, dead }) => ({ active: active?.[0]?.[0] ?? 0, dead: dead?.[0]?.[0] ?? 0 })),
    )
}
