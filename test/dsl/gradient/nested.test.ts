import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  dot,
  firstOrder,
  grad,
  gradientStep,
  innerLoop,
  multiply,
  type Params,
  proximalStep,
  quadratic,
  type Scalar,
  subtract,
  sum,
} from '../../../src/dsl/index.ts'
import { meaning, near, numbersOf, params, same, scalar, smallLayout } from '../../../src/laws/index.ts'

const curvature = fc.integer({ min: 1, max: 16 }).map((n) => n / 8)
const given = {
  theta: params(),
  /** Of the inner loss ½ Σ aᵢ(θᵢ − cᵢ)² and of the outer one ½ Σ qᵢ(θᵢ − dᵢ)². */
  a: params(curvature),
  c: params(),
  q: params(curvature),
  d: params(),
  weight: params(curvature),
  rate: scalar(fc.integer({ min: 1, max: 8 }).map((n) => n / 16)),
  lambda: scalar(curvature),
}
const cases = numbersOf(given, smallLayout)
const steps = 4
type Numbers = { readonly [K in keyof typeof given]: readonly number[] }

const bowl =
  (a: Params, c: Params) =>
  (at: Params): Scalar =>
    multiply(0.5, dot(a, multiply(subtract(at, c), subtract(at, c))))

const run = meaning(given, ({ theta, a, c, q, d, weight, rate, lambda }) => {
  const [inner, outer] = [bowl(a, c), bowl(q, d)]
  const descend = innerLoop(steps, gradientStep({ loss: inner, rate }))
  const cut = innerLoop(steps, gradientStep({ loss: inner, rate, transform: firstOrder }))
  const around = (centre: Params) =>
    innerLoop(steps, proximalStep({ loss: inner, rate, penalty: quadratic({ strength: lambda, weight, centre }) }))
  return {
    maml: grad((at: Params) => outer(descend(at)))(theta),
    fomaml: grad((at: Params) => outer(cut(at)))(theta),
    proximal: grad((at: Params) => outer(around(at)(at)))(theta),
    frozen: grad((at: Params) => outer(around(firstOrder(at))(at)))(theta),
    // d/dx (x · d/dy (x · y)) at y = x is 2x; forgetting that the inner one mentions x gives x.
    confused: grad((x: Params) => dot(x, grad((y: Params) => dot(x, y))(x)))(theta),
    // d/dx (x · d/dy (x + y)) = 1, the textbook case.
    textbook: grad((x: Params) => dot(x, grad((y: Params) => sum(subtract(y, multiply(-1, x))))(x)))(theta),
    rateSlope: grad((r: Scalar) => outer(innerLoop(steps, gradientStep({ loss: inner, rate: r }))(theta)))(rate),
    hessian: grad((at: Params) => dot(d, grad(inner)(at)))(theta),
  }
})

/** Each coordinate is a problem of its own: what the loop makes of θᵢ, and its derivative by θᵢ, one step at a time. */
const unrolled = (n: Numbers, i: number, step: (x: number, dx: number) => readonly [number, number]) => {
  let [x, dx] = [n.theta[i]!, 1]
  for (let k = 0; k < steps; k++) [x, dx] = step(x, dx) as [number, number]
  return { x, dx, outer: n.q[i]! * (x - n.d[i]!) }
}
const each = (n: Numbers, f: (i: number) => number): readonly number[] => n.theta.map((_, i) => f(i))
const ok = (got: readonly number[], want: readonly number[]): boolean => near(got, want, 200, 64)

describe('nested gradients', () => {
  it('law: MAML on quadratics is (I − αA)ᵏ Q (θₖ − d), and FOMAML the same without (I − αA)ᵏ', () =>
    fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const r = await run(n)
        const one = (i: number) => 1 - n.rate[0]! * n.a[i]!
        const at = (i: number) => unrolled(n, i, (x, dx) => [x - n.rate[0]! * n.a[i]! * (x - n.c[i]!), dx * one(i)])
        expect(
          ok(
            r.maml,
            each(n, (i) => one(i) ** steps * at(i).outer),
          ),
        ).toBe(true)
        expect(
          ok(
            r.fomaml,
            each(n, (i) => at(i).outer),
          ),
        ).toBe(true)
      }),
    ))
  it('law: a proximal inner loop about the outer variable is differentiated through the centre too', () =>
    fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const r = await run(n)
        const at = (centre: number) => (i: number) => {
          const pull = n.rate[0]! * n.lambda[0]! * n.weight[i]!
          return unrolled(n, i, (x, dx) => [
            (x - n.rate[0]! * n.a[i]! * (x - n.c[i]!) + pull * n.theta[i]!) / (1 + pull),
            ((1 - n.rate[0]! * n.a[i]!) * dx + pull * centre) / (1 + pull),
          ])
        }
        const product = (centre: number) => (i: number) => at(centre)(i).dx * at(centre)(i).outer
        expect(ok(r.proximal, each(n, product(1)))).toBe(true)
        expect(ok(r.frozen, each(n, product(0)))).toBe(true)
      }),
    ))
  it('law: an inner gradient that mentions the outer variable keeps the two apart', () =>
    fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const r = await run(n)
        expect(
          same(
            r.confused,
            n.theta.map((x) => 2 * x),
          ),
        ).toBe(true)
        expect(
          same(
            r.textbook,
            n.theta.map(() => 1),
          ),
        ).toBe(true)
      }),
    ))
  it('law: through the rate of every step: Σᵢ Q(θₖ − d) dθₖ/dα', () =>
    fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const slope = each(n, (i) => {
          let [x, dx] = [n.theta[i]!, 0]
          for (let k = 0; k < steps; k++) {
            const g = n.a[i]! * (x - n.c[i]!)
            dx = dx - g - n.rate[0]! * n.a[i]! * dx
            x -= n.rate[0]! * g
          }
          return n.q[i]! * (x - n.d[i]!) * dx
        })
        const size = slope.reduce((so, s) => so + Math.abs(s), 0)
        expect(near((await run(n)).rateSlope, [slope.reduce((so, s) => so + s, 0)], 400, size + 64)).toBe(true)
      }),
    ))
  it('law: a Hessian product is A v', () =>
    fc.assert(
      fc.asyncProperty(cases, async (n) => {
        expect(
          near(
            (await run(n)).hessian,
            each(n, (i) => n.a[i]! * n.d[i]!),
            8,
          ),
        ).toBe(true)
      }),
    ))
  it('control: firstOrder makes a difference, and so does the centre', async () => {
    const results = await Promise.all(fc.sample(cases, 10).map((n) => run(n)))
    expect(results.every((r) => ok(r.maml, r.fomaml))).toBe(false)
    expect(results.every((r) => ok(r.proximal, r.frozen))).toBe(false)
  })
})
