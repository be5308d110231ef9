import { dot, like, negate } from '../arithmetic.ts'
import type { Params } from '../term.ts'
import type { Optimiser } from './optimiser.ts'

/**
 * The vector that an optimiser moves along on a gradient, and what it keeps after that: θ ← θ − α v.
 *
 * | symbol | argument    |
 * | v      | the result  |
 * | g      | `gradient`  |
 *
 * It is a step of rate 1 from 0 down the loss ⟨g, θ⟩, so that nothing is lost to the rounding of θ. For `sgd` v = g.
 */
export const updateVector =
  <K>(optimiser: Optimiser) =>
  (
    gradient: Params,
    kept: K & { readonly theta: Params },
  ): { readonly vector: Params; readonly kept: Omit<K, 'theta'> } => {
    const { theta, ...after } = optimiser.step({ loss: (at) => dot(gradient, at), rate: 1 })({
      ...kept,
      theta: like(gradient, 0),
    })
    return { vector: negate(theta), kept: after as Omit<K, 'theta'> }
  }
