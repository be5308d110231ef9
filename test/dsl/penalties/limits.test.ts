import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  box,
  elasticNet,
  grad,
  groupLasso,
  l1,
  l2Ball,
  nonNegative as nonNegativePenalty,
  type Penalty,
  quadratic,
  zero,
} from '../../../src/dsl/index.ts'
import {
  type Givens,
  meaning,
  near,
  numbersOf,
  params,
  positive,
  same,
  smallLayout,
  type TermsOf,
} from '../../../src/laws/index.ts'
import { around, curved, layers, strong, weighted } from './ours.ts'
import { point, proxOf } from './prox-of.ts'

describe('limits of the prox', () => {
  it('law: the zero penalty leaves v as it is, and so does any penalty of strength 0', async () => {
    const given = { ...weighted, ...point }
    const runs = [
      proxOf({}, () => zero()),
      proxOf(weighted, ({ weight, centre }) => quadratic({ strength: 0, weight, centre })),
      proxOf(weighted, ({ strength, centre }) => quadratic({ strength, weight: 0, centre })),
      proxOf(strong, () => l1({ strength: 0 })),
    ]
    await fc.assert(
      fc.asyncProperty(numbersOf(given, smallLayout), async (n) => {
        for (const run of runs) expect(same((await run(n as never)).prox, n.at)).toBe(true)
      }),
    )
  })
  it('law: as λ grows the quadratic prox goes to the centre, within |v − c| / (1 + γλw)', async () => {
    const run = proxOf(weighted, quadratic)
    const cases = numbersOf({ ...weighted, weight: params(positive), ...point }, smallLayout)
    await fc.assert(
      fc.asyncProperty(cases, fc.integer({ min: 10, max: 60 }), async (n, exponent) => {
        const { prox } = await run({ ...n, strength: [2 ** exponent] })
        prox.forEach((p, i) => {
          const [v, c, pull] = [n.at[i]!, n.centre[i]!, n.rate[0]! * 2 ** exponent * n.weight[i]!]
          expect(Math.abs(p - c)).toBeLessThanOrEqual(Math.abs(v - c) / (1 + pull) + 8 * Number.EPSILON * Math.abs(c))
        })
      }),
    )
  })
  it('law: as λ grows the soft threshold is 0', async () => {
    const run = proxOf(strong, l1)
    await fc.assert(
      fc.asyncProperty(numbersOf({ ...strong, ...point }, smallLayout), async (n) => {
        expect(
          same(
            (await run({ ...n, strength: [1024] })).prox,
            n.at.map(() => 0),
          ),
        ).toBe(true)
      }),
    )
  })
  it('law: the non-negative penalty is the box from 0 up', async () => {
    const [left, right] = [proxOf({}, () => nonNegativePenalty()), proxOf({}, () => box({ lower: 0, upper: 1e9 }))]
    await fc.assert(
      fc.asyncProperty(numbersOf(point, smallLayout), async (n) => {
        expect(same((await left(n)).prox, (await right(n)).prox)).toBe(true)
      }),
    )
  })
})

describe('gradient(f)', () => {
  const gradients = <G extends Givens>(given: G, penalty: (terms: TermsOf<G>) => Penalty) =>
    meaning({ ...given, ...point } as G & typeof point, (t: TermsOf<G> & TermsOf<typeof point>) => ({
      closed: penalty(t).gradient(t.at),
      differentiated: grad(penalty(t).value)(t.at),
    }))
  const all = { ...weighted, ...point }
  it.each([
    ['quadratic', gradients(weighted, quadratic)],
    ['ℓ1, at its kink too', gradients(strong, l1)],
    ['zero', gradients({}, () => zero())],
    ['non-negative', gradients({}, () => nonNegativePenalty())],
    ['elastic net, at its kink too', gradients(curved, elasticNet)],
    ['group lasso', gradients(strong, ({ strength }) => groupLasso({ strength, groups: layers }))],
    ['ball', gradients(around, l2Ball)],
  ] as const)('law: is what differentiating the value gives: %s', async (_, run) => {
    const coordinate = fc.oneof(fc.constant(0), positive)
    await fc.assert(
      fc.asyncProperty(numbersOf({ ...all, ...curved, ...around, at: params(coordinate) }, smallLayout), async (n) => {
        const { closed, differentiated } = await run(n as never)
        expect(near(closed, differentiated, 8)).toBe(true)
      }),
    )
  })
})
