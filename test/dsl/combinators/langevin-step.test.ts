import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dot, gradientStep, innerLoop, langevinStep, multiply, type Params } from '../../../src/dsl/index.ts'
import { examples } from '../examples.ts'
import { learner } from '../learner.ts'

const [inputs, outputs] = [255, 8]
const size = (inputs + 1) * outputs
const wide = { between: { inputShape: [inputs], outputs } }
const blank = examples([Array<number>(inputs).fill(0)], [0], { classes: outputs })
const bowl = (p: Params) => multiply(0.5, dot(p, p))

describe('langevinStep', () => {
  it('law: at temperature 0 it is a gradient step', async () => {
    const program = learner(({ theta }) => ({
      cold: langevinStep({ loss: bowl, rate: 0.25, temperature: 0 })(theta),
      plain: gradientStep({ loss: bowl, rate: 0.25 })(theta),
    }))
    const { cold, plain } = await program([1, 2, 3, 4, -5, 6, 7, 8], examples([[0, 0, 0]], [0]))
    expect(cold).toEqual(plain)
  })
  it.each([
    [0.5, 1],
    [0.125, 4],
  ])('law: with U = ½‖θ‖², rate %d and temperature %d it ends in N(0, τ / (1 − α/2))', async (rate, temperature) => {
    const steps = 100
    const program = learner(
      ({ theta }) => ({ end: innerLoop(steps, langevinStep({ loss: bowl, rate, temperature }))(theta) }),
      wide,
    )
    const [seed] = fc.sample(fc.nat(1e6), 1)
    // Each coordinate is a chain of its own; (1 − α)¹⁰⁰ of the start is left.
    const { end } = await program(Array<number>(size).fill(1), blank, { seed: seed! })
    const variance = temperature / (1 - rate / 2)
    const mean = end.reduce((so, x) => so + x, 0) / size
    const squares = end.reduce((so, x) => so + x ** 2, 0) / size
    expect(Math.abs(mean) / Math.sqrt(variance / size)).toBeLessThan(5)
    expect(Math.abs(squares - variance) / (variance * Math.sqrt(2 / size))).toBeLessThan(5)
  })
})
