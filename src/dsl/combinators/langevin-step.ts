import { add, multiply, sqrt, subtract } from '../arithmetic.ts'
import { grad } from '../gradient.ts'
import type { Objective } from '../measures.ts'
import { gaussian } from '../noise.ts'
import type { Step } from '../steps.ts'
import type { Params, Scalar } from '../term.ts'

/**
 * θ ← θ − α ∇U(θ) + √(2ατ) ε, ε ~ N(0, I): stochastic gradient Langevin dynamics.
 *
 * | symbol | argument      | shape           | range |
 * | U      | `loss`        | params → scalar | of all data, the prior included: its batch's mean loss times the number of examples |
 * | α      | `rate`        | scalar          | ≥ 0   |
 * | τ      | `temperature` | scalar          | ≥ 0; 1 unless given |
 *
 * Laws: temperature 0 is a gradient step; for U = ½‖θ‖² the iterates end in N(0, τ / (1 − α/2)), whatever they start from.
 *
 * @source Welling, Teh, Bayesian learning via stochastic gradient Langevin dynamics, ICML 2011, equation 4 (whose step is 2α)
 */
export const langevinStep =
  <N extends string = 'learner'>({
    loss,
    rate,
    temperature = 1,
  }: {
    readonly loss: Objective<N>
    readonly rate: Scalar | number
    readonly temperature?: Scalar | number
  }): Step<Params<N>> =>
  (at) => {
    const doubled = multiply(2, rate)
    const variance = temperature === 1 ? doubled : multiply(temperature, doubled)
    return add(subtract(at, multiply(rate, grad(loss)(at))), multiply(sqrt(variance), gaussian(at)))
  }
