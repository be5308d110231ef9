import { describe, expect, it } from 'vitest'
import {
  add,
  defineMethod,
  gaussian,
  grad,
  hessianTrace,
  innerLoop,
  langevinStep,
  loss,
  multiply,
  type Params,
  positive,
  reparameterised,
  type Scalar,
  subtract,
  uniform,
} from '../../../src/dsl/index.ts'
import { explain, type Format } from '../../../src/interpreters/explain/index.ts'

interface Sees {
  readonly theta: Params
  readonly objective: (p: Params) => Scalar
  readonly rate: Scalar
}

/** The lines of an event that makes new parameters so. */
const told = (theta: (sees: Sees) => Params, format: Format = 'unicode'): string => {
  const method = defineMethod({
    name: 'noisy',
    source: 'a test',
    options: { rate: positive(0.1, { symbol: 'α', about: 'rate' }) },
    state: () => ({}),
    onBatch:
      ({ rate }) =>
      (sees) => ({ theta: theta({ theta: sees.theta, objective: loss(sees.batch), rate }) }),
  })
  return explain(method, { rate: 0.1 }, { format })
}
const linesOf = (text: string): readonly string[] =>
  text
    .slice(text.indexOf('On each batch'), text.indexOf('Notation') < 0 ? undefined : text.indexOf('Notation'))
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.replace(/^ +\d+ {2}/, '').trim())

const langevin = ({ theta, objective, rate }: Sees): Params => langevinStep({ loss: objective, rate })(theta)

describe('noise in notation', () => {
  it('a Langevin step', () => {
    expect(linesOf(told(langevin))).toEqual(['draw ε ~ N(0, I)', 'θ ← θ − α∇L_B(θ) + √(2 α) ε'])
    expect(told(langevin, 'latex')).toContain('draw $\\varepsilon$ $\\sim$ $N(0, I)$')
  })
  it('uniform numbers at every iteration', () => {
    const walk = ({ theta, rate }: Sees): Params =>
      innerLoop<Params>(3, (p) => add(p, multiply(rate, uniform(p))))(theta)
    expect(linesOf(told(walk))).toEqual(['for i = 1 … 3:', 'draw u ~ U(0, 1)', 'θ ← θ + α u'])
  })
  it('one draw used twice has one name; two draws have two', () => {
    const once = ({ theta }: Sees): Params => {
      const drawn = gaussian(theta)
      return add(drawn, multiply(theta, drawn))
    }
    expect(linesOf(told(once))).toEqual(['draw ε ~ N(0, I)', 'θ ← ε + θ ⊙ ε'])
    const twice = ({ theta }: Sees): Params => add(gaussian(theta), multiply(theta, gaussian(theta)))
    expect(linesOf(told(twice))).toEqual(['draw ε ~ N(0, I)', 'draw ξ ~ N(0, I)', 'θ ← ε + θ ⊙ ξ'])
  })
  it('reparameterised weights, drawn before what is differentiated', () => {
    const descends = ({ theta, objective, rate }: Sees): Params =>
      subtract(
        theta,
        multiply(rate, grad((mean: Params) => objective(reparameterised({ mean, deviation: 0.5 })))(theta)),
      )
    expect(linesOf(told(descends))[0]).toBe('draw ε ~ N(0, I)')
    expect(told(descends)).toContain('L_B(θ + ½ ε)')
  })
  it("Hutchinson's trace", () => {
    const scaled = ({ theta, objective }: Sees): Params => multiply(hessianTrace(objective)(theta), theta)
    expect(linesOf(told(scaled)).slice(0, 2)).toEqual(['draw u ~ U(0, 1)', 'v ← sign(u − ½)'])
  })
})
