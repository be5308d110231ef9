import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { add, interpolate, multiply, type Params, tanh } from '../../../src/dsl/index.ts'
import { fraction, meaning, near, numbersOf, params, same, scalar, smallLayout } from '../../../src/laws/index.ts'

const given = { theta: params(), offset: params(), by: scalar(fraction) }
const cases = numbersOf(given, smallLayout)
const run = meaning(given, ({ theta, offset, by }) => {
  const step = (at: Params): Params => multiply(4, tanh(add(at, offset)))
  const part = (fraction: Parameters<typeof interpolate>[0]) => interpolate(fraction)(step)(theta)
  return { none: part(0), all: part(1), some: part(by), reached: step(theta) }
})

describe('interpolate', () => {
  it('law: β = 0 is the identity, β = 1 is the step', () =>
    fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const { none, all, reached } = await run(n)
        expect(same(none, n.theta)).toBe(true)
        expect(near(all, reached, 2, 16)).toBe(true)
      }),
    ))
  it('law: is θ + β(s(θ) − θ)', () =>
    fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const { some, reached } = await run(n)
        const want = n.theta.map((x, i) => x + n.by[0]! * (reached[i]! - x))
        expect(near(some, want, 1)).toBe(true)
      }),
    ))
  it('control: β = ½ is neither', async () => {
    const results = await Promise.all(
      fc.sample(cases, 20).map(async (n) => ({ n, ...(await run({ ...n, by: [0.5] })) })),
    )
    expect(results.some(({ n, some, reached }) => !near(some, n.theta, 8) && !near(some, reached, 8))).toBe(true)
  })
})
