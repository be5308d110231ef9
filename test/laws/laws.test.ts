import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  abs,
  add,
  divide,
  dot,
  firstOrder,
  l1,
  multiply,
  type Params,
  type Scalar,
  square,
  sum,
  tanh,
} from '../../src/dsl/index.ts'
import { law, laws, slopeOf } from '../../src/laws/index.ts'
import { objections } from './killed.ts'

describe('a law', () => {
  it('holds for every case, or rejects with the smallest case against it and the run that finds it again', async () => {
    const small = law('n < 100', fc.nat(1000), async (n) => n < 100)
    const effort = { numRuns: 1000, seed: 7 }
    const [first, second] = await Promise.all([1, 2].map(() => small.check(effort).catch(String)))
    expect(first).toBe(second)
    expect(first).toContain('Counterexample: [100]')
    await law('n ≥ 0', fc.nat(), async (n) => n >= 0).check({ numRuns: 50 })
  })
  it('is a sentence of its own, and listing laws compiles nothing', () => {
    const broken = { ...l1<'learner'>({ strength: 1 }), prox: () => () => ({}) as never }
    for (const list of [laws.penalty(broken), laws.step((x) => x), laws.objective((x) => sum(x))]) {
      const names = list.map(({ name }) => name)
      expect(new Set(names).size).toBe(names.length)
    }
  })
})

describe("laws for a user's own penalty, in a few lines", () => {
  /** λ‖θ‖₁ + (μ/2)‖θ‖²: no definition in plain numbers, its own value is taken at its word. */
  const elasticNet = (strength: number, curvature: number) => ({
    ...l1<'learner'>({ strength }),
    name: 'elasticNet',
    value: (at: Params) => add(multiply(strength, sum(abs(at))), multiply(curvature / 2, dot(at, at))),
    gradient: (at: Params) => add(l1<'learner'>({ strength }).gradient(at), multiply(curvature, at)),
    prox: (rate: Scalar | number) => (at: Params) =>
      divide(l1<'learner'>({ strength }).prox(rate)(at), add(1, multiply(rate, curvature))),
  })
  for (const one of laws.penalty(elasticNet(0.5, 0.25))) it(`law: ${one.name}`, () => one.check({ numRuns: 30 }))
  it('control: a prox that forgets the curvature is turned down', async () => {
    const wrong = { ...elasticNet(0.5, 0.25), prox: l1<'learner'>({ strength: 0.5 }).prox }
    expect(await objections(laws.penalty(wrong))).not.toEqual([])
  })
})

describe("laws for a user's own step", () => {
  it('control: a step that is not one function is turned down', async () => {
    const calls = { count: 0 }
    const moody = (theta: Params): Params => {
      calls.count += 1
      return multiply(1 + (calls.count % 3), theta)
    }
    expect(await objections(laws.step(moody))).not.toEqual([])
  })
})

describe("laws for a user's own objective", () => {
  for (const one of laws.objective((theta) => sum(tanh(square(theta))))) it(`law: ${one.name}`, () => one.check())
  it('control: a derivative that is cut is turned down', async () => {
    const cut = (theta: Params): Scalar => dot(firstOrder(theta), theta)
    expect(await objections(laws.objective(cut))).toHaveLength(2)
  })
})

describe('slopeOf', () => {
  it('law: is the derivative within its own bound, and the bound is small', () =>
    fc.assert(
      fc.asyncProperty(fc.double({ min: -3, max: 3, noNaN: true }), async (x) => {
        const { slope, error } = await slopeOf(async (t) => Math.sin(x + t))
        expect(Math.abs(slope - Math.cos(x))).toBeLessThanOrEqual(error)
        expect(error).toBeLessThan(1e-6)
      }),
    ))
})
