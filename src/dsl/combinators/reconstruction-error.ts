import { apply } from '../apply.ts'
import { average, square, subtract } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import type { Count } from '../count.ts'
import type { Objective } from '../measures.ts'
import { asDefined } from '../notation/notation.ts'
import type { Params } from '../term.ts'

/**
 * How far a network from one number to one number is from reading a vector out of the place where it was found:
 *
 *   E(φ) = meanⱼ (h(xⱼ; φ) − yⱼ)²
 *
 * | symbol | argument  | shape                      |
 * | h      | `network` | the name of the network    |
 * | x      | `at`      | params, or picked of them  |
 * | y      | `said`    | like x                     |
 * | n      | `grid`    | as for `apply`; 0 unless given |
 *
 * Laws: 0 where h says y; the mean of y² where h says 0. Its value at a step of the grid s is off by what `apply` states.
 *
 * @source Enabling continual learning with meta learning, eq. 4
 */
export const reconstructionError =
  <N extends string, M extends string>({
    network,
    at,
    said,
    grid = 0,
  }: {
    readonly network: N
    readonly at: Params<M>
    readonly said: Params<NoInfer<M>>
    readonly grid?: number | Count
  }): Objective<N> =>
  (phi) =>
    named(
      'reconstructionError',
      { at, said, phi, grid },
      average(square(subtract(apply(network, phi, { grid })(at), said))),
      asDefined,
    )
