import { add, literal, multiply, subtract } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import type { Step } from '../steps.ts'
import type { Params, Scalar } from '../term.ts'

/**
 * θ + β (s(θ) − θ): part of the way to where a step leads (Reptile; within and across batches in MER).
 *
 * Laws: β = 0 is the identity, β = 1 is the step.
 *
 * @example onVectors({ theta: [2] }, ({ theta }) => interpolate(0.5)((at) => multiply(3, at))(theta))   // => [4]
 */
export const interpolate =
  <N extends string = 'learner'>(fraction: Scalar | number) =>
  (step: Step<Params<N>>): Step<Params<N>> =>
  (at) => {
    const reached = step(at)
    return named(
      'interpolate',
      { fraction: literal(fraction), reached, at },
      add(at, multiply(fraction, subtract(reached, at))),
      { calls: { fraction: 'β' } },
    )
  }
