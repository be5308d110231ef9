import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builder, gradient, type Node, type Operations, operations } from '../../src/ir/index.ts'
import { dyadic, polynomial, separableQuadratic } from '../arbitraries/index.ts'
import { allClose, close } from './close.ts'
import { of, run, runScalar, scalar } from './values.ts'

type Table = readonly (readonly number[])[]

/** Σ c_ij xⁱ yʲ as a program. */
const asProgram = (o: Operations, c: Table, x: Node, y: Node): Node => {
  const power = (of: Node, n: number): Node => Array.from({ length: n }, () => of).reduce(o.multiply, o.constant(1))
  return c
    .flatMap((row, i) => row.map((a, j) => o.multiply(o.constant(a), o.multiply(power(x, i), power(y, j)))))
    .reduce(o.add)
}

/** d/dx [x · ∂_y p(x, y) at y = x], from the coefficients: x · Σ c_ij j x^(i+j−1) = Σ c_ij j x^(i+j). */
const closedForm = (c: Table, x: number): number =>
  c
    .flatMap((row, i) => row.map((a, j) => (j === 0 ? 0 : a * j * (i + j) * x ** (i + j - 1))))
    .reduce((a, b) => a + b, 0)

/** The sum of the magnitudes of the terms: what their roundings are relative to. */
const scaleOf = (c: Table, x: number): number =>
  closedForm(
    c.map((row) => row.map(Math.abs)),
    Math.abs(x),
  )

/** The same by two nested gradients; `inner` says which variable the inner one is taken with respect to. */
const nested = (c: Table, at: number, inner: (o: Operations, x: Node) => Node): number => {
  const o = operations(builder())
  const x = o.build.variable('x', [])
  const y = inner(o, x)
  const g = gradient(o, asProgram(o, c, x, y), [y])[0]!
  return runScalar([x], gradient(o, o.multiply(x, g), [x])[0]!, [scalar(at)])
}

const agrees = (inner: (o: Operations, x: Node) => Node) =>
  fc.property(polynomial, dyadic(2), (c, x) =>
    close(nested(c, x, inner), closedForm(c, x), 8 * c.flat().length, 1 + scaleOf(c, x)),
  )

describe('nested gradients', () => {
  it('law: d/dx [x · ∂_y p(x, y)]_{y = x} is its closed form, for every polynomial p', () =>
    fc.assert(agrees((o, x) => o.build.alias(x))))
  it('control: one variable for both is confused', () => {
    expect(fc.check(agrees((_, x) => x)).failed).toBe(true)
  })
  it('control: an inner variable cut from the outer one loses what flows through it', () => {
    expect(fc.check(agrees((o, x) => o.build.alias(o.stopGradient(x)))).failed).toBe(true)
  })
  it('d/dx [x · d/dy (x·y³)] at y = x is 12x³', () => {
    expect(nested([[], [0, 0, 0, 1]], 2, (o, x) => o.build.alias(x))).toBe(96)
  })

  /** θ₀ ↦ θ_k of gradient steps on L(θ) + λ/2 ‖θ − θ₀‖², an inner loop that mentions its outer variable. */
  const proximalLoop = (
    o: Operations,
    theta0: Node,
    a: Node,
    c: Node,
    lambda: number,
    rate: number,
    times: number,
  ): Node => {
    const { build } = o
    const [theta, index] = [build.variable('θ', theta0.shape), build.variable('i', [])]
    const at = build.alias(theta)
    const half = (x: Node): Node => o.multiply(o.constant(0.5), o.sum(x))
    const away = (from: Node): Node => o.multiply(o.subtract(at, from), o.subtract(at, from))
    const objective = o.add(half(o.multiply(a, away(c))), o.multiply(o.constant(lambda), half(away(theta0))))
    const next = [o.subtract(theta, o.multiply(o.constant(rate), gradient(o, objective, [at])[0]!))]
    const unit = build.loop({ times, reverse: false, index, carried: [theta], initial: [theta0], sliced: [], next })
    return build.make('final', [unit], { index: 0 })
  }

  it('law: through a proximal inner loop on a quadratic, ∂θ_k/∂θ₀ is the closed form', () =>
    fc.assert(
      fc.property(
        separableQuadratic(2),
        dyadic(2),
        fc.integer({ min: 0, max: 4 }),
        dyadic(1),
        (q, t0, times, lambda) => {
          const o = operations(builder())
          const [theta0, a, c] = ['θ₀', 'a', 'c'].map((n) => o.build.variable(n, [2]))
          const rate = 1 / 8
          const y = o.sum(proximalLoop(o, theta0!, a!, c!, lambda, rate, times))
          const diagonal = q.hessian.map((row, i) => row[i]!)
          const at = [of([2], t0, t0), of([2], ...diagonal), of([2], ...q.minimiser)]
          const got = run([theta0!, a!, c!], gradient(o, y, [theta0!]), at)[0]!
          // dθ ← r dθ + γλ dθ₀ with r = 1 − γ(a + λ).
          const want = diagonal.map((d) =>
            Array.from({ length: times }).reduce<number>((so) => (1 - rate * (d + lambda)) * so + rate * lambda, 1),
          )
          expect(allClose(got, want, 16 * (times + 1), 4)).toBe(true)
        },
      ),
    ))
})
