import { add, divide, guardedDivide, less, like, literal, multiply, select, subtract } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import { indicator, norm as length, type Maths, minus, part, row } from '../notation/maths.ts'
import { lengthOf, norm } from '../rescaled.ts'
import type { Params, Scalar } from '../term.ts'
import type { Penalty } from './penalty.ts'

const inside = (of: Maths): Maths => indicator(row(length(of), ' ≤ ', part('radius')))

/**
 * The indicator of the ball ‖θ − c‖₂ ≤ r: 0 inside, ∞ outside. Its gradient inside is 0; its prox is the projection, whatever
 * the rate:
 *
 *   prox(v) = v where ‖v − c‖₂ ≤ r, else c + (r / ‖v − c‖₂) (v − c)
 *
 * | symbol | argument | shape  | range                   |
 * | r      | `radius` | scalar | ≥ 0                     |
 * | c      | `centre` | params | finite; 0 if left out   |
 *
 * A projected point is on the sphere up to rounding, so its value may be 0 or ∞.
 *
 * Laws: it is `clipByNorm(r)` about c; its conjugate is r‖y‖₂ + ⟨c, y⟩; r, c and v times 2ᵏ give 2ᵏ times the
 * prox, over all of float32.
 *
 * @source Parikh & Boyd 2014, §6.5.1
 */
export const l2Ball = <N extends string = 'learner'>({
  radius,
  centre,
}: {
  readonly radius: Scalar | number
  readonly centre?: Params<N>
}): Penalty<N> => {
  const parts = { radius: literal(radius), ...(centre === undefined ? {} : { centre }) }
  const fromCentre = (at: Params<N>): Params<N> => (centre === undefined ? at : subtract(at, centre))
  return {
    name: 'l2Ball',
    parts,
    value: (at) =>
      named(
        centre === undefined ? 'l2Ball' : 'l2BallAbout',
        { ...parts, at },
        select(less(radius, norm(fromCentre(at))), Number.POSITIVE_INFINITY, 0),
        centre === undefined
          ? { writes: inside(part('at')) }
          : { writes: inside(minus(part('at'), part('centre'))), calls: { centre: 'c' } },
      ),
    gradient: (at) => like(at, 0),
    prox: () => (at) => {
      const apart = fromCentre(at)
      const { scale, scaled } = lengthOf(apart)
      const isOutside = less(radius, divide(scaled, scale))
      const pulled = multiply(guardedDivide(radius, scaled, isOutside), multiply(scale, apart))
      return select(isOutside, centre === undefined ? pulled : add(centre, pulled), at)
    },
  }
}
