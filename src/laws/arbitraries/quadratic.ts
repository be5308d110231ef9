import fc from 'fast-check'
import { positiveDyadic, vector } from './dyadic.ts'

/**
 * f(θ) = ½ (θ − c)ᵀ A (θ − c) with A = Bᵀ·B + diag(d): strongly convex, least at c, where it is 0.
 * Entries are dyadic, so that gradients at dyadic points are exact.
 */
export interface Quadratic {
  readonly hessian: readonly (readonly number[])[]
  readonly minimiser: readonly number[]
}

/**
 * Quadratics in n variables, strongly convex, whose minimiser is known.
 */
export const quadratic = (n: number): fc.Arbitrary<Quadratic> =>
  fc
    .record({
      b: fc.array(vector(n, 1), { minLength: n, maxLength: n }),
      d: fc.array(positiveDyadic(2), { minLength: n, maxLength: n }),
      minimiser: vector(n, 4),
    })
    .map(({ b, d, minimiser }) => ({
      hessian: d.map((own, i) => d.map((_, j) => b.reduce((so, row) => so + row[i]! * row[j]!, i === j ? own : 0))),
      minimiser,
    }))

/** The same with a diagonal A: each coordinate is a bowl of its own. */
export const separableQuadratic = (n: number): fc.Arbitrary<Quadratic> =>
  fc.record({ d: fc.array(positiveDyadic(2), { minLength: n, maxLength: n }), minimiser: vector(n, 4) }).map((q) => ({
    hessian: q.d.map((own, i) => q.d.map((_, j) => (i === j ? own : 0))),
    minimiser: q.minimiser,
  }))

/**
 * A(θ − c).
 *
 * @example gradientOf({ hessian: [[2]], minimiser: [1] }, [4])   // => [6]
 */
export const gradientOf = ({ hessian, minimiser }: Quadratic, at: readonly number[]): readonly number[] =>
  hessian.map((row) => row.reduce((so, a, j) => so + a * (at[j]! - minimiser[j]!), 0))

/**
 * ½ (θ − c)ᵀ A (θ − c).
 *
 * @example heightOf({ hessian: [[2]], minimiser: [1] }, [4])   // => 9
 */
export const heightOf = (q: Quadratic, at: readonly number[]): number =>
  gradientOf(q, at).reduce((so, g, i) => so + (g * (at[i]! - q.minimiser[i]!)) / 2, 0)
