import { add, cos, divide, literal, minimum, multiply, subtract } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import { asDefined } from '../notation/notation.ts'
import type { Scalar } from '../term.ts'

/** The part of the way from a first rate to a last one, 0 to 1, at a part p of the time. */
const ways = {
  constant: () => literal(0),
  linear: (p: Scalar) => p,
  cosine: (p: Scalar) => multiply(0.5, subtract(1, cos(multiply(Math.PI, p)))),
} satisfies Readonly<Record<string, (p: Scalar) => Scalar>>

export type Shape = keyof typeof ways

/**
 * A learning rate by the number n of batches seen: from α₀ at 0 to α₁ at N batches and after, by p = min(n / N, 1):
 *
 *   constant  α₀,    linear  α₀ + p (α₁ − α₀),    cosine  α₀ + ½ (1 − cos πp) (α₁ − α₀)
 *
 * | symbol | argument | range |
 * | α₀     | `from`   | ≥ 0   |
 * | α₁     | `to`     | ≥ 0   |
 * | N      | `over`   | ≥ 1   |
 *
 * Laws: α₀ at 0, α₁ from N on, monotone between them; linear and cosine meet at N / 2.
 *
 * @example onVectors({ n: 5 }, ({ n }) => schedule({ shape: 'linear', from: 1, over: 10 })(n))   // => [0.5]
 */
export const schedule =
  ({
    shape,
    from,
    to = 0,
    over,
  }: {
    readonly shape: Shape
    readonly from: Scalar | number
    readonly to?: Scalar | number
    readonly over: Scalar | number
  }) =>
  (batches: Scalar): Scalar =>
    named(
      `${shape}Schedule`,
      { from: literal(from), to: literal(to), over: literal(over), batches },
      add(from, multiply(ways[shape](minimum(divide(batches, over), 1)), subtract(to, from))),
      asDefined,
    )
