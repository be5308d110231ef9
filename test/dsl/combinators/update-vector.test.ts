import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  adam,
  dot,
  metaUpdate,
  momentum,
  type Optimiser,
  type Params,
  sgd,
  updateVector,
} from '../../../src/dsl/index.ts'
import {
  meaning,
  minus,
  near,
  numbersOf,
  params,
  positive,
  same,
  scalar,
  smallLayout,
} from '../../../src/laws/index.ts'

const given = {
  theta: params(),
  gradient: params(),
  m: params(),
  v: params(positive),
  count: scalar(positive),
  rate: scalar(positive),
}
const cases = numbersOf(given, smallLayout)

/** One step down ⟨g, θ⟩ by the optimiser itself, and along its vector. */
const both = (optimiser: Optimiser) =>
  meaning(given, ({ gradient, rate, ...slots }) => {
    const { vector, kept } = updateVector(optimiser)(gradient, slots)
    const own = optimiser.step({ loss: (at: Params) => dot(gradient, at), rate })(slots) as typeof slots
    const mine = kept as Partial<typeof slots>
    return {
      vector,
      along: metaUpdate({ direction: vector, rate })(slots.theta),
      own: own.theta,
      m: mine.m ?? slots.m,
      ownM: own.m ?? slots.m,
      v: mine.v ?? slots.v,
      ownV: own.v ?? slots.v,
    }
  })

describe('updateVector', () => {
  it.each([
    ['sgd', sgd],
    ['momentum', momentum()],
    ['adam', adam()],
  ] as const)('law: θ − α v is the step of %s, which keeps the same', (_, optimiser) => {
    const run = both(optimiser)
    return fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const { along, own, m, ownM, v, ownV } = await run(n)
        expect(near(along, own, 32, 8 * 8 * 8)).toBe(true)
        expect(same(m, ownM) && same(v, ownV)).toBe(true)
      }),
    )
  })
  it('law: that of plain descent is the gradient, to the bit', () => {
    const run = both(sgd)
    return fc.assert(fc.asyncProperty(cases, async (n) => same((await run(n)).vector, n.gradient)))
  })
  it('control: from θ in place of 0, what θ cannot hold of a small vector would be lost', () => {
    const [theta, small] = [8, 1e-20]
    expect(minus([theta], [theta - small])).toEqual([0])
    const run = both(sgd)
    return fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const gradient = n.gradient.map(() => small)
        expect((await run({ ...n, gradient })).vector).toEqual(gradient)
      }),
    )
  })
})
