import type { HostBatch } from '../../src/data/index.ts'
import { type Batch, type Params, type Scalar, squaredOutputNorm } from '../../src/dsl/index.ts'
import { mlp } from '../../src/networks/index.ts'
import { examples } from './examples.ts'

/** A network that gives back its one input, at θ = (1, 0). */
export const scales = { network: mlp({ hidden: [], loss: 'squaredError' }), between: { inputShape: [1], outputs: 1 } }
export const balanced = [1, 0]

/** Examples that weigh 1, 4, 16, …: the mean weight of a few of them tells which they are. */
export const weights = (...exponents: readonly number[]): HostBatch =>
  examples(
    exponents.map((e) => [2 ** e]),
    exponents.map(() => 0),
    { classes: 1 },
  )

/** The mean of what the examples of a batch weigh: 4ᵉ each, those of weight 0 left out. */
export const weigh = (batch: Batch, theta: Params): Scalar => squaredOutputNorm(batch)(theta)
