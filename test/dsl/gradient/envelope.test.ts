import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  dot,
  grad,
  gradient,
  innerLoop,
  multiply,
  negate,
  type Params,
  proximalStep,
  quadratic,
  type Scalar,
  subtract,
} from '../../../src/dsl/index.ts'
import { largestOf, meaning, minus, numbersOf, params, scalar } from '../../../src/laws/index.ts'
import { vectorLayout } from '../../../src/networks/index.ts'
import { solve } from '../solve.ts'

const size = 3
const layout = vectorLayout(size)
const entry = fc.integer({ min: -16, max: 16 }).map((n) => n / 16)
const above = (least: number): fc.Arbitrary<number> => fc.integer({ min: 1, max: 16 }).map((n) => least + n / 8)
/** L(θ) = ½ Σⱼ (bⱼ·(θ − c))² + ½ Σ dᵢ(θᵢ − cᵢ)²: A = BᵀB + diag(d). */
const given = {
  theta: params(),
  c: params(),
  d: params(above(0.5)),
  b0: params(entry),
  b1: params(entry),
  h: params(above(0)),
  lambda: scalar(above(0)),
}
const cases = numbersOf(given, layout)
/** The largest eigenvalue of A is at most Σ‖bⱼ‖² + max d ≤ 3 + 3 + 2.5, so γ = 1/16 is short enough for every step to contract. */
const [gamma, steps] = [1 / 16, 400]

const bowl =
  ({ c, d, b0, b1 }: { readonly [K in 'c' | 'd' | 'b0' | 'b1']: Params }) =>
  (at: Params): Scalar => {
    const apart = subtract(at, c)
    const squares = [b0, b1].map((b) => multiply(dot(b, apart), dot(b, apart))).reduce((x, y) => add(x, y))
    return multiply(0.5, add(squares, dot(d, multiply(apart, apart))))
  }

const run = meaning(
  given,
  ({ theta, lambda, h, ...parts }) => {
    const loss = bowl(parts)
    const about = (centre: Params) => quadratic({ strength: lambda, weight: h, centre })
    const adapt = (centre: Params) => innerLoop(steps, proximalStep({ loss, penalty: about(centre), rate: gamma }))
    const envelope = (at: Params): Scalar => {
      const adapted = adapt(at)(at)
      return add(loss(adapted), about(at).value(adapted))
    }
    const adapted = adapt(theta)(theta)
    return {
      adapted,
      early: innerLoop(2, proximalStep({ loss, penalty: about(theta), rate: gamma }))(theta),
      closed: negate(gradient(about(theta))(adapted)),
      differentiated: grad(envelope)(theta),
    }
  },
  { layout },
)

type Numbers = { readonly [K in keyof typeof given]: readonly number[] }
const hessian = (n: Numbers): readonly (readonly number[])[] =>
  n.d.map((own, i) => n.d.map((_, j) => n.b0[i]! * n.b0[j]! + n.b1[i]! * n.b1[j]! + (i === j ? own : 0)))

/** argmin_u L(u) + (λ/2) Σ hᵢ(uᵢ − θᵢ)²: (A + λH) u = A c + λH θ. */
const adaptedExactly = (n: Numbers): readonly number[] => {
  const A = hessian(n)
  const pull = n.h.map((x) => n.lambda[0]! * x)
  const right = A.map((row, i) => row.reduce((so, a, j) => so + a * n.c[j]!, pull[i]! * n.theta[i]!))
  return solve(
    A.map((row, i) => row.map((a, j) => (i === j ? a + pull[i]! : a))),
    right,
  )
}

/** After k steps an error has shrunk by ((1 − γ·least dᵢ) / (1 + γ·least λhᵢ))ᵏ at least. */
const leftOver = (n: Numbers): number => {
  const pull = gamma * n.lambda[0]! * Math.min(...n.h)
  return ((1 - gamma * Math.min(...n.d)) / (1 + pull)) ** steps
}

describe("EMCL's meta-gradient", () => {
  it('law: many proximal steps reach the argmin of the regularised loss, within the contraction', () =>
    fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const want = adaptedExactly(n)
        const error = largestOf(minus((await run(n)).adapted, want))
        const start = Math.sqrt(size) * largestOf(minus(n.theta, want))
        expect(error).toBeLessThanOrEqual(leftOver(n) * start + 1e3 * Number.EPSILON * largestOf(n.theta, n.c, want))
      }),
    ))
  it('law: λh(θ₀ − θₖ) is the derivative of the regularised loss through the inner argmin', () =>
    fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const { closed, differentiated } = await run(n)
        const want = adaptedExactly(n).map((x, i) => n.lambda[0]! * n.h[i]! * (n.theta[i]! - x))
        const start = 16 * n.lambda[0]! * Math.max(...n.h) * (1 + largestOf(n.theta, n.c))
        const bound = (leftOver(n) * steps + 1e4 * Number.EPSILON) * start
        expect(largestOf(minus(closed, want))).toBeLessThanOrEqual(bound)
        expect(largestOf(minus(differentiated, want))).toBeLessThanOrEqual(bound)
      }),
      { numRuns: 50 },
    ))
  it('control: after two steps it is not there yet', async () => {
    const results = await Promise.all(fc.sample(cases, 10).map(async (n) => ({ n, ...(await run(n)) })))
    expect(results.every(({ n, early }) => largestOf(minus(early, adaptedExactly(n))) < 1e-3)).toBe(false)
  })
  it('control: the sign, λ and h all count', async () => {
    const [n] = fc.sample(
      cases.filter((n) => largestOf(minus(n.theta, n.c)) > 1 && n.lambda[0] !== 1),
      1,
    )
    const { differentiated } = await run(n!)
    const want = adaptedExactly(n!).map((x, i) => n!.theta[i]! - x)
    const wrong = [
      want.map((x, i) => -n!.lambda[0]! * n!.h[i]! * x),
      want.map((x, i) => n!.h[i]! * x),
      want.map((x) => n!.lambda[0]! * x).map((x, i) => x * (n!.h[i]! + 0.125)),
    ]
    for (const one of wrong) expect(largestOf(minus(differentiated, one))).toBeGreaterThan(1e-6)
  })
})
