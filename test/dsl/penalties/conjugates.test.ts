import { describe, expect, it } from 'vitest'
import {
  add,
  box,
  divide,
  groupLasso,
  l1,
  l2Ball,
  maximum,
  multiply,
  negate,
  nonNegative as nonNegativePenalty,
  norm,
  only,
  type Params,
  type Penalty,
  quadratic,
  subtract,
  zero,
} from '../../../src/dsl/index.ts'
import { laws, nonNegative, params, positive, scalar, type TermsOf } from '../../../src/laws/index.ts'
import { vectorLayout } from '../../../src/networks/index.ts'
import { objections } from '../../laws/killed.ts'
import { around, layers, strong } from './ours.ts'

describe("Moreau's decomposition", () => {
  const half = { lower: Number.NEGATIVE_INFINITY, upper: 0 }
  /** r‖y‖ + ⟨c, y⟩, the support function of a ball: its prox shortens v − γc by γr. */
  const support = ({ radius, centre }: TermsOf<typeof around>): Penalty => ({
    ...zero<'learner'>(),
    prox: (rate) => (at) => {
      const v = subtract(at, multiply(rate, centre))
      return multiply(maximum(subtract(1, divide(multiply(rate, radius), norm(v))), 0), v)
    },
  })
  /** The indicator of ‖y_g‖ ≤ λ√n_g for both layers: each is projected by itself. */
  const balls = ({ strength }: TermsOf<typeof strong>): Penalty => {
    const within = (group: string, size: number) => (at: Params) =>
      l2Ball<'learner'>({ radius: multiply(strength, Math.sqrt(size)) }).prox(1)(only(group)(at))
    return { ...zero<'learner'>(), prox: () => (at) => add(within('layer1', 4)(at), within('output', 2)(at)) }
  }
  const positively = { strength: scalar(positive), weight: params(positive), centre: params() }
  const pairs = {
    'ℓ1 and the box [−λ, λ]': laws.conjugates(strong, l1, ({ strength }) =>
      box({ lower: negate(strength), upper: strength }),
    ),
    'the non-negative and the non-positive vectors': laws.conjugates(
      {},
      () => nonNegativePenalty(),
      () => box(half),
    ),
    'a quadratic of curvature λw about c and one of curvature 1/λw about −λwc': laws.conjugates(
      positively,
      quadratic,
      ({ strength, weight, centre }) => {
        const curvature = multiply(strength, weight)
        const inverse = divide(1, curvature)
        return quadratic({ strength: 1, weight: inverse, centre: negate(multiply(curvature, centre)) })
      },
    ),
    'a ball and its support function': laws.conjugates(around, l2Ball, support),
    'the group lasso and a ball a layer': laws.conjugates(
      strong,
      ({ strength }) => groupLasso({ strength, groups: layers }),
      balls,
    ),
    'r‖·‖, the group lasso of one layer, and the ball of radius r': laws.conjugates(
      { radius: scalar(positive) },
      ({ radius }) => groupLasso({ strength: divide(radius, Math.sqrt(5)), groups: ['vector'] }),
      l2Ball,
      vectorLayout(5),
    ),
  }
  for (const [name, law] of Object.entries(pairs)) it(`law: ${law.name} for ${name}`, () => law.check())
  it('control: no penalty is decomposed by the conjugate of another', async () => {
    const wrong = [
      laws.conjugates(strong, l1, () => box({ lower: -1, upper: 1 })),
      laws.conjugates(
        { ...strong, weight: params(nonNegative) },
        ({ strength }) => l1({ strength }),
        () => zero(),
      ),
      laws.conjugates(around, l2Ball, ({ radius, centre }) => support({ radius, centre: negate(centre) })),
      laws.conjugates(strong, ({ strength }) => groupLasso({ strength, groups: ['output'] }), balls),
    ]
    expect(await objections(wrong)).toHaveLength(wrong.length)
  })
})
