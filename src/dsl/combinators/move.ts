import { divide, multiply, subtract } from '../arithmetic.ts'
import type { Step } from '../steps.ts'
import type { Params, Scalar } from '../term.ts'

/**
 * A step that is still to be taken: θ ← θ − (α / c) ⊙ d.
 *
 * | symbol | field        |
 * | α      | `rate`       |
 * | d      | `direction`  |
 * | c      | `correction`, 1 where there is none: what part of a running mean is filled |
 *
 * The rate is divided, not the direction, as in Kingma & Ba's α / (1 − β₁ᵗ).
 */
export interface Move {
  readonly rate: Scalar | number
  readonly direction: Params
  readonly correction?: Scalar
}

/** α / c. */
export const rateOf = ({ rate, correction }: Move): Scalar | number =>
  correction === undefined ? rate : divide(rate, correction)

/** (1 / c) d: where a move leads, whatever its rate. */
export const directionOf = ({ direction, correction }: Move): Params =>
  correction === undefined ? direction : multiply(divide(1, correction), direction)

/** θ ← θ − (α / c) ⊙ d. */
export const taken =
  (move: Move): Step<Params> =>
  (theta) =>
    subtract(theta, multiply(rateOf(move), move.direction))
