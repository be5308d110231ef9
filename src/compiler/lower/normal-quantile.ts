import type { Node, Operations } from '../../ir/index.ts'

/** Of erf⁻¹(x) / x, highest power first: in w − 5/2 where w < 5, and in √w − 3 beyond. */
const central = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 2.1858087e-4, -1.25372503e-3, -4.17768164e-3,
  2.46640727e-1, 1.50140941,
]
const far = [
  -2.00214257e-4, 1.00950558e-4, 1.34934322e-3, -3.67342844e-3, 5.73950773e-3, -7.6224613e-3, 9.43887047e-3, 1.00167406,
  2.83297682,
]

/** c₀ xⁿ + c₁ xⁿ⁻¹ + … + cₙ. */
const horner = (o: Operations, x: Node, [first, ...rest]: readonly number[]): Node =>
  rest.reduce((so, c) => o.add(o.multiply(so, x), o.constant(c)), o.constant(first!, x.shape))

/**
 * Φ⁻¹(u) = √2 erf⁻¹(x) with x = 2u − 1, for u in (0, 1): x·p(w) with w = −ln(1 − x²) = −ln(4u(1 − u)), which cancels nothing. A
 * polynomial each for the middle and for the tails, within 3·10⁻⁶ for u from 2⁻²⁴ to 1 − 2⁻²⁴.
 *
 * M. Giles: Approximating the erfinv function. GPU Computing Gems 2, 2011.
 */
export const normalQuantile = (o: Operations, u: Node): Node => {
  const x = o.subtract(o.multiply(o.constant(2), u), o.constant(1))
  const w = o.negate(o.logarithm(o.multiply(o.multiply(o.constant(4), u), o.subtract(o.constant(1), u))))
  const middle = horner(o, o.subtract(w, o.constant(2.5)), central)
  const tail = horner(o, o.subtract(o.squareRoot(w), o.constant(3)), far)
  return o.multiply(x, o.multiply(o.constant(Math.SQRT2), o.select(o.less(w, o.constant(5)), middle, tail)))
}
