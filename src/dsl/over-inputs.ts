import { type CoordinateWise, coordinateWise } from './coordinate-wise.ts'
import { type Count, isCount } from './count.ts'
import { limits } from './judge/limits.ts'
import type { SideOfLayer } from './syntax.ts'

/** How wide rows may be that a network gives: so many numbers, or as many as the learner's network has there. */
export type GivenWidth = number | 'outputs' | 'inputs' | `${SideOfLayer}:${string}`

/** Whether a network of a method's own can give rows so wide. */
export const isGivable = (gives: unknown): gives is GivenWidth =>
  typeof gives === 'number'
    ? Number.isInteger(gives) && gives >= 1 && gives <= limits.units
    : typeof gives === 'string' && /^(outputs|inputs|(features|preactivations):[^\s]+)$/.test(gives)

export const givable = `a whole number from 1 to ${limits.units}, \`outputs\`, \`inputs\`, \`features:LAYER\` or \`preactivations:LAYER\``

/**
 * A network from an example's inputs to one row, as a method declares it: dense layers of the given sizes with an activation after each,
 * and a dense layer to what it gives. `outputs(batch, φ)` is its rows. It is no learner: it has no loss and no statistics.
 */
export interface OverInputs<W extends GivenWidth = GivenWidth> extends CoordinateWise {
  readonly takes: 'inputs'
  readonly gives: W
}

/**
 * A network over the inputs of a batch, for each example one row as wide as `gives`. Of the width of a layer's features it can be a
 * neuromodulator, as in ANML (Beaulieu et al., Learning to continually learn, ECAI 2020): f(B | h ⊙ m(B; φ); θ).
 *
 * @example
 * defineMethod({
 *   name: 'modulated', source: 'an example', options: { rate: positive(0.1) },
 *   networks: () => ({ m: overInputs({ gives: 'features:output', hidden: [8] }) }),
 *   state: (_, theta0, { m }) => ({ phi: m }),
 *   onBatch: (o) => ({ theta, phi, batch }) => {
 *     const gated = (at: typeof theta) => outputsFrom(multiply(features(batch, at, 'output'), outputs(batch, phi)), at)
 *     const loss = (at: typeof theta) => crossEntropy()(gated(at), targets(batch), batch)
 *     return { theta: gradientStep({ loss, rate: o.rate })(theta) }
 *   },
 * })
 */
export const overInputs = <const W extends GivenWidth | Count>({
  gives,
  ...dense
}: { readonly gives: W } & Parameters<typeof coordinateWise>[0]): OverInputs<W extends GivenWidth ? W : number> => {
  const width: unknown = isCount(gives) ? gives.value : gives
  return { takes: 'inputs', gives: width as W extends GivenWidth ? W : number, ...coordinateWise(dense) }
}
