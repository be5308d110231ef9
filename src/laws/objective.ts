import type fc from 'fast-check'
import { dot, grad, type Params, type Scalar } from '../dsl/index.ts'
import type { Layout } from '../networks/index.ts'
import { type Givens, type NumbersOf, numbersOf, params, real, type TermsOf } from './given.ts'
import { type Law, law } from './law.ts'
import { meaning, smallLayout } from './meaning.ts'
import { inner, plus } from './numbers.ts'
import { slopeOf } from './slope.ts'

/** A smooth function of parameters to test: for every value of what it is given. */
export interface ObjectiveUnderTest<G extends Givens> {
  readonly given: G
  readonly objective: (given: TermsOf<G>) => (theta: Params) => Scalar
  readonly layout?: Layout
  /** Where the coordinates of θ are taken from: away from kinks, and where derivatives are of moderate size. */
  readonly coordinate?: fc.Arbitrary<number>
}

/**
 * The laws of a smooth function L of parameters: differentiating it gives what finite differences give, once and twice.
 *
 * @example for (const law of laws.objective((theta) => dot(theta, theta))) it(law.name, () => law.check())
 */
export const objectiveLaws = <G extends Givens>(
  of: ObjectiveUnderTest<G> | ((theta: Params) => Scalar),
): readonly Law[] => {
  const {
    given,
    objective,
    layout = smallLayout,
    coordinate = real,
  } = (typeof of === 'function' ? { given: {}, objective: () => of } : of) as ObjectiveUnderTest<Givens>
  const all = { ...given, at: params(coordinate), first: params(), second: params() }
  const cases = numbersOf(all, layout)
  type Case = NumbersOf<typeof all>
  const unit = (v: readonly number[]): readonly number[] => v.map((x) => x / Math.max(1, Math.sqrt(inner(v, v))))
  const means = () =>
    meaning(
      all,
      (t) => {
        const L = objective(t)
        const along = (at: Params): Scalar => dot(grad(L)(at), t.second)
        return { height: L(t.at), gradient: grad(L)(t.at), slope: along(t.at), curvature: grad(along)(t.at) }
      },
      { layout },
    )
  const compiled: { run?: ReturnType<typeof means> } = {}
  const run = (n: Case) => {
    compiled.run ??= means()
    return compiled.run(n)
  }
  return [
    law('⟨∇L(θ), v⟩ = d/dt L(θ + tv) at t = 0', cases, async (n) => {
      const v = unit(n.first)
      const { slope, error } = await slopeOf(async (t) => (await run({ ...n, at: plus(n.at, v, t) })).height[0]!)
      return Math.abs(inner((await run(n)).gradient, v) - slope) <= error
    }),
    law('⟨∇⟨∇L(θ), w⟩, v⟩ = d/dt ⟨∇L(θ + tv), w⟩ at t = 0', cases, async (n) => {
      const [v, second] = [unit(n.first), unit(n.second)]
      const { slope, error } = await slopeOf(async (t) => (await run({ ...n, second, at: plus(n.at, v, t) })).slope[0]!)
      return Math.abs(inner((await run({ ...n, second })).curvature, v) - slope) <= error
    }),
  ]
}
