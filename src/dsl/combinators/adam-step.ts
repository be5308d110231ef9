import {
  abs,
  add,
  divide,
  exp,
  less,
  literal,
  log,
  maximum,
  minimum,
  multiply,
  select,
  sqrt,
  square,
  subtract,
} from '../arithmetic.ts'
import { lambda, named } from '../combinator.ts'
import { grad } from '../gradient.ts'
import type { Objective } from '../measures.ts'
import { rescaled } from '../rescaled.ts'
import type { Step } from '../steps.ts'
import type { Params, Scalar } from '../term.ts'

/** θ, the running means of gradients m and of their squares v, and the number of steps taken; all 0 at first but θ. */
export type WithMoments<N extends string = 'learner'> = {
  readonly theta: Params<N>
  readonly m: Params<N>
  readonly v: Params<N>
  readonly count: Scalar
}

/** Between these a mean of squares is held with room for what is done to it. */
const [least, most] = [2 ** -116, 2 ** 96]

/** What Adam is told, beside the loss and the rate. */
export interface AdamSettings {
  readonly first?: Scalar | number
  readonly second?: Scalar | number
  readonly epsilon?: Scalar | number
  readonly epsilonRoot?: Scalar | number
}

/**
 * What Adam makes of a gradient g and of what it has kept: new moments, how full the mean of gradients is, and the divisor of that mean,
 * as it reads and by the way that holds over all of float32.
 */
const moments =
  ({ first = 0.9, second = 0.999, epsilon = 1e-8, epsilonRoot = 0 }: AdamSettings) =>
  <N extends string>(gradient: Params<N>, kept: Omit<WithMoments<N>, 'theta'>) => {
    const count = add(kept.count, 1)
    const mixed = (decay: Scalar | number, average: Params<N>, now: Params<N>): Params<N> =>
      add(multiply(decay, average), multiply(subtract(1, decay), now))
    /** 1 − βᵗ: how much of an average that started at 0 is filled. */
    const filled = (decay: Scalar | number): Scalar => subtract(1, exp(multiply(count, log(literal(decay)))))
    const m = mixed(first, kept.m, gradient)
    const squares = mixed(second, kept.v, square(gradient))
    const v = rescaled(squares, minimum(squares, most))
    const root = (mean: Params<N>): Params<N> => sqrt(add(divide(mean, filled(second)), epsilonRoot))
    const [near, known] = [divide(abs(m), filled(first)), root(minimum(squares, most))]
    const tiny = maximum(near, sqrt(literal(epsilonRoot)))
    const size = select(less(squares, least), tiny, select(less(squares, most), known, maximum(known, near)))
    return {
      kept: { m, v, count },
      correction: () => filled(first),
      divisor: { means: add(root(v), epsilon), runs: add(size, epsilon) },
    }
  }

/**
 * The direction of Adam, d = m ⊘ (√(v̂ + ε₀) + ε), whose rate is divided by the correction 1 − β₁ᵗ; and what it keeps after that. Symbols
 * as for `adamStep`.
 */
export const adamDirection = (settings: AdamSettings) => (gradient: Params, before: Omit<WithMoments, 'theta'>) => {
  const { kept, correction, divisor } = moments(settings)(gradient, before)
  const direction = rescaled(divide(kept.m, divisor.means), divide(kept.m, divisor.runs))
  return { kept, move: { direction, correction: correction() } }
}

/**
 * Adam, with g = ∇L(θ):
 *
 *   m ← β₁ m + (1 − β₁) g,   v ← β₂ v + (1 − β₂) g²,   t ← t + 1
 *   θ ← θ − α m̂ ⊘ (√(v̂ + ε₀) + ε),   m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ)
 *
 * | symbol | argument      | range  |
 * | α      | `rate`        | ≥ 0    |
 * | β₁     | `first`       | [0, 1) |
 * | β₂     | `second`      | [0, 1) |
 * | ε      | `epsilon`     | > 0, outside the root |
 * | ε₀     | `epsilonRoot` | ≥ 0, inside it |
 *
 * Where v is beyond what a sum of squares can be held between, √v̂ is at least |m̂|, as it is after one step, and v stops growing: a
 * gradient whose square is 0 or ∞ neither makes the step huge nor stops it for good.
 *
 * Its derivative is finite where g = 0: that of the root is taken as 0 at 0, and ε keeps the divisor from 0.
 *
 * Laws: the first step is −α g / (|g| + ε), coordinate by coordinate, over all of float32.
 *
 * @source Kingma & Ba, ICLR 2015, algorithm 1
 */
export const adamStep =
  <N extends string = 'learner'>({
    loss,
    rate,
    first = 0.9,
    second = 0.999,
    epsilon = 1e-8,
    epsilonRoot = 0,
  }: AdamSettings & {
    readonly loss: Objective<N>
    readonly rate: Scalar | number
  }): Step<WithMoments<N>> =>
  (at) => {
    const settings = { first, second, epsilon, epsilonRoot }
    const { kept, correction, divisor } = moments(settings)(grad(loss)(at.theta), at)
    const move = (by: Params<N>): Params<N> =>
      subtract(at.theta, multiply(divide(rate, correction()), divide(kept.m, by)))
    return named(
      'adamStep',
      {
        loss: lambda(loss, at.theta),
        rate: literal(rate),
        first: literal(first),
        second: literal(second),
        epsilon: literal(epsilon),
        epsilonRoot: literal(epsilonRoot),
        ...at,
      },
      { theta: rescaled(move(divisor.means), move(divisor.runs)), ...kept },
      { calls: { rate: 'α' } },
    )
  }
