import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clipByNorm, dot, grad, type Params, type Scalar } from '../../../src/dsl/index.ts'
import {
  inner,
  laws,
  meaning,
  near,
  numbersOf,
  params,
  positive,
  same,
  scalar,
  smallLayout,
} from '../../../src/laws/index.ts'

const given = { at: params(), other: params(), bound: scalar(positive) }
const cases = numbersOf(given, smallLayout)
const run = meaning(given, ({ at, other, bound }) => {
  const both = clipByNorm(bound)({ at, other })
  const along = (p: Params): Scalar => dot(clipByNorm(bound)(p), other)
  return { alone: clipByNorm(bound)(at), at: both.at, other: both.other, slope: grad(along)(at) }
})
const length = (v: readonly number[]): number => Math.sqrt(inner(v, v))

describe('clipByNorm', () => {
  it('law: has norm min(‖v‖, c) and the direction of v; what is short enough is not touched', () =>
    fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const { alone } = await run(n)
        const [bound, long] = [n.bound[0]!, length(n.at)]
        const want = long > bound ? n.at.map((x) => (x * bound) / long) : n.at
        expect(long > bound ? near(alone, want, 8) : same(alone, want)).toBe(true)
      }),
    ))
  it('law: in a record every slot is clipped by itself', () =>
    fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const [first, second] = [await run(n), await run({ ...n, at: n.other, other: n.at })]
        expect(same(first.at, first.alone) && same(first.other, second.alone)).toBe(true)
      }),
    ))
  it('law: its derivative is finite everywhere, at 0 too', () =>
    fc.assert(
      fc.asyncProperty(cases, fc.boolean(), async (n, zero) => {
        const { slope } = await run(zero ? { ...n, at: n.at.map(() => 0) } : n)
        expect(slope.every(Number.isFinite)).toBe(true)
        if (zero) expect(same(slope, n.other)).toBe(true)
      }),
    ))
  for (const law of laws.objective({
    given: { other: params() },
    objective:
      ({ other }) =>
      (at) =>
        dot(clipByNorm(1 / 64)(at), other),
  }))
    it(`law: of a clipped vector ${law.name}`, () => law.check({ numRuns: 30 }))
  it('control: a record is not clipped by the norm of the whole', async () => {
    const results = await Promise.all(fc.sample(cases, 20).map(async (n) => ({ n, ...(await run(n)) })))
    const whole = results.map(({ n }) => Math.hypot(length(n.at), length(n.other)))
    expect(
      results.every(({ n, at }, i) =>
        near(
          at,
          n.at.map((x) => (x * n.bound[0]!) / whole[i]!),
          8,
        ),
      ),
    ).toBe(false)
  })
})
