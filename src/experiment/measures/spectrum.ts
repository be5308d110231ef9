import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { defineMethod, fisher, like } from '../../dsl/index.ts'
import { instrument, type Look, type Surroundings } from './instrument.ts'

/** How many of some values ≥ 0 are how large: a histogram over their logarithm. */
export interface Spectrum {
  /** How many are 0. */
  readonly zeros: number
  /** The number of the first bin: bin k holds 10^(k/4) ≤ x < 10^((k+1)/4). */
  readonly first: number
  /** How many are in each bin, from the first on to the last that isn't empty. */
  readonly counts: readonly number[]
}

/** Bins a power of ten. */
export const binsPerDecade = 4

/** The histogram of values; `undefined` where one is negative or isn't finite. */
export const spectrum = (tensors: readonly ArrayLike<number>[]): Spectrum | undefined => {
  const bins = new Map<number, number>()
  let zeros = 0
  for (const tensor of tensors) {
    for (let i = 0; i < tensor.length; i += 1) {
      const value = tensor[i]!
      if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) return undefined
      const bin = Math.floor(binsPerDecade * Math.log10(value))
      if (value === 0) zeros += 1
      else bins.set(bin, (bins.get(bin) ?? 0) + 1)
    }
  }
  if (bins.size === 0) return { zeros, first: 0, counts: [] }
  const first = Math.min(...bins.keys())
  const length = Math.max(...bins.keys()) - first + 1
  return { zeros, first, counts: Array.from({ length }, (_, i) => bins.get(first + i) ?? 0) }
}

const information = defineMethod({
  name: 'Fisher information',
  source: 'Kirkpatrick et al., Overcoming catastrophic forgetting in neural networks, PNAS 2017',
  options: {},
  state: (_o, theta0) => ({ information: like(theta0, 0) }),
  onBatch:
    () =>
    ({ theta, batch }) => ({ information: fisher('true')(batch, theta) }),
})

/**
 * The spectrum of the diagonal Fisher information of a learner on the last of the batches: see `fisher`, with labels sampled from
 * the model. What is too small for a device is 0 there.
 */
export const fisherSpectrum = <Buffer>(around: Surroundings<Buffer>): Look<Buffer, Spectrum | undefined> => {
  const look = instrument(information, ['information'], around)
  return (seed, learner, batches) =>
    pipe(
      look(seed, learner, batches),
      TE.map((slots) => spectrum(slots.information ?? [])),
    )
}
