import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { add, cos, grad, l1, type Params, quadratic, regularize, type Scalar, sum } from '../../../src/dsl/index.ts'
import { laws, meaning, near, nonNegative, numbersOf, params, scalar, smallLayout } from '../../../src/laws/index.ts'

const loss = (at: Params): Scalar => sum(cos(at))
const given = { theta: params(), weight: params(nonNegative), centre: params(), strength: scalar(nonNegative) }
const run = meaning(given, ({ theta, ...parts }) => {
  const f = quadratic(parts)
  const g = l1<'learner'>(parts)
  return {
    value: regularize(loss, f)(theta),
    parts: add(loss(theta), f.value(theta)),
    gradient: grad(regularize(loss, f))(theta),
    sum: add(grad(loss)(theta), f.gradient(theta)),
    twice: grad(regularize(regularize(loss, f), g))(theta),
    both: add(add(grad(loss)(theta), f.gradient(theta)), g.gradient(theta)),
    alone: grad(loss)(theta),
  }
})

describe('regularize', () => {
  it('law: is L + f, and its gradient ∇L + ∇f; two penalties add', () =>
    fc.assert(
      fc.asyncProperty(numbersOf(given, smallLayout), async (n) => {
        const r = await run(n)
        expect(near(r.value, r.parts, 0) && near(r.gradient, r.sum, 8) && near(r.twice, r.both, 8)).toBe(true)
      }),
    ))
  for (const law of laws.objective({
    given: { centre: params() },
    objective: ({ centre }) => regularize(loss, quadratic({ strength: 0.5, weight: 2, centre })),
  }))
    it(`law: ${law.name}`, () => law.check({ numRuns: 30 }))
  it('control: the penalty is felt', async () => {
    const results = await Promise.all(fc.sample(numbersOf(given, smallLayout), 20).map((n) => run(n)))
    expect(results.every(({ gradient, alone }) => near(gradient, alone, 8))).toBe(false)
  })
})
