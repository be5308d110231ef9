import { type Coordinates, pick, sampleCoordinates } from '../coordinates.ts'
import type { Count } from '../count.ts'
import { innerLoop, type Step } from '../steps.ts'
import type { Params, Scalar } from '../term.ts'
import { adamStep, type WithMoments } from './adam-step.ts'
import { reconstructionError } from './reconstruction-error.ts'

/** The values of something at drawn coordinates; `x` are the parameters there. */
type Picked = (coordinates: Coordinates, x: Params<'coordinates'>) => Params<'coordinates'>

/**
 * A network from one number to one number learns what stands beside each parameter: s steps of Adam, each on k coordinates S
 * drawn anew,
 *
 *   φ ← φ − β Adam(∇E_S(φ)),   E_S(φ) = mean_{j ∈ S} (h(xⱼ; φ) − yⱼ)²
 *
 * | symbol | argument      | shape                          | range |
 * | h      | `network`     | the name of the network        |       |
 * | x      | `at`          | params                         |       |
 * | y      | `said`        | from S and x_S to numbers beside x_S |  |
 * | k      | `coordinates` | count                          | ≥ 1   |
 * | s      | `steps`       | count                          | ≥ 0   |
 * | β      | `rate`        | scalar                         | > 0   |
 *
 * With y a vector picked at S it learns a gradient; with y what other networks say at x_S it is distilled from them.
 *
 * Laws: 0 steps are the identity; where h says y it stays.
 *
 * @source Enabling continual learning with meta learning, eq. 4 and §5.2
 */
export const reconstruct = <N extends string>({
  network,
  at,
  said,
  coordinates,
  steps,
  rate,
}: {
  readonly network: N
  readonly at: Params
  readonly said: Picked
  readonly coordinates: number | Count
  readonly steps: number | Count
  readonly rate: Scalar | number
}): Step<WithMoments<N>> =>
  innerLoop(steps, (learning: WithMoments<N>) => {
    const drawn = sampleCoordinates(coordinates)
    const x = pick(drawn)(at)
    return adamStep<N>({ loss: reconstructionError({ network, at: x, said: said(drawn, x) }), rate })(learning)
  })
