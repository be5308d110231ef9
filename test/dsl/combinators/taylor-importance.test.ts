import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { add, dot, grad, multiply, type Params, type Scalar, taylorImportance } from '../../../src/dsl/index.ts'
import { meaning, near, numbersOf, params, positive, scalar, smallLayout } from '../../../src/laws/index.ts'

const given = { theta: params(), slope: params(), height: scalar(), curvature: params(positive) }
const cases = numbersOf(given, smallLayout)
const linear =
  ({ slope, height }: { readonly slope: Params; readonly height: Scalar }) =>
  (at: Params): Scalar =>
    add(dot(slope, at), height)
const run = meaning(given, ({ theta, curvature, ...line }) => {
  const curved = (at: Params): Scalar => add(linear(line)(at), dot(curvature, multiply(at, at)))
  return {
    linear: taylorImportance(grad(linear(line))(theta), theta),
    curved: taylorImportance(grad(curved)(theta), theta),
  }
})

type Numbers = Parameters<typeof run>[0]
/** |L(θ) − L(θ with θₘ = 0)|, each loss evaluated in plain numbers. */
const zeroing = (n: Numbers, curvature: readonly number[]): readonly number[] => {
  const value = (at: readonly number[]): number =>
    at.reduce((so, x, i) => so + n.slope[i]! * x + curvature[i]! * x * x, n.height[0]!)
  return n.theta.map((_, m) => Math.abs(value(n.theta) - value(n.theta.map((x, i) => (i === m ? 0 : x)))))
}

describe('taylorImportance', () => {
  it('law: |gₘθₘ| = |L(θ) − L(θ with θₘ = 0)| on linear losses, exactly', () =>
    fc.assert(
      fc.asyncProperty(cases, async (n) => {
        expect((await run(n)).linear).toEqual(
          zeroing(
            n,
            n.theta.map(() => 0),
          ).map((x) => x + 0),
        )
      }),
    ))
  it('control: on a curved loss it is off by the curvature, cₘθₘ², no more and no less', () =>
    fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const [got, exact] = [(await run(n)).curved, zeroing(n, n.curvature)]
        const signed = n.theta.map((x, m) => Math.abs(n.slope[m]! * x + 2 * n.curvature[m]! * x * x))
        expect(near(got, signed, 4)).toBe(true)
        got.forEach((estimate, m) => {
          const bend = n.curvature[m]! * n.theta[m]! ** 2
          expect(Math.abs(estimate - exact[m]!)).toBeLessThanOrEqual(bend)
        })
        const far = n.theta.every((x) => x !== 0) && n.slope.every((s, m) => s * n.theta[m]! >= 0)
        if (far) expect(near(got, exact, 4)).toBe(false)
      }),
    ))
})
