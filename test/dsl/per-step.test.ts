import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  atStep,
  dot,
  grad,
  innerLoop,
  loss,
  multiply,
  type Params,
  type PerStep,
  perStep,
  perTensor,
  subtract,
} from '../../src/dsl/index.ts'
import { layoutOf, mlp, sizeOfLayout } from '../../src/networks/index.ts'
import { dyadic } from '../arbitraries/index.ts'
import { devices } from '../interpreters/devices/devices.ts'
import { examples } from './examples.ts'
import { learner, learnerOn } from './learner.ts'

const setting = { network: mlp({ hidden: [2] }), between: { inputShape: [3], outputs: 2 } }
const layout = layoutOf(setting.network, setting.between)
const size = sizeOfLayout(layout)
const batch = examples([[1, -2, 0.5]], [1], { classes: 2 })
const thetas = fc.array(dyadic(), { minLength: size, maxLength: size })

/** Which copy a coordinate of three copies is of. */
const copyOf = layout.tensors.flatMap(({ shape }) => {
  const each = shape.reduce((a, b) => a * b, 1)
  return Array.from({ length: 3 * each }, (_, i) => Math.floor(i / each))
})

describe('parameters for each step', () => {
  it('law: each of them is what was copied, whichever step is asked for; the last for steps after it', async () => {
    const run = learner(({ theta }) => {
      const three = perStep(3, theta)
      // The derivative of ⟨a₀, θ⟩ + 2⟨a₁, θ⟩ + 3⟨a₂, θ⟩: copies that differ.
      const apart = grad((a: PerStep) =>
        add(
          dot(atStep(a, 0), theta),
          add(multiply(2, dot(atStep(a, 1), theta)), multiply(3, dot(atStep(a, 2), theta))),
        ),
      )(three)
      return {
        same: atStep(three, 1),
        first: atStep(apart, 0),
        last: atStep(apart, 2),
        after: atStep(apart, 7),
        before: atStep(apart, -1),
      }
    }, setting)
    await fc.assert(
      fc.asyncProperty(thetas, async (a) => {
        const { same, first, last, after, before } = await run(a, batch)
        const [once, thrice] = [a.map((x) => x + 0), a.map((x) => 3 * x + 0)]
        expect([same, first, last, after, before]).toEqual([once, once, thrice, thrice, once])
      }),
      { numRuns: 20 },
    )
  })
  it('law: a loop that takes its own of each step is the steps one by one, and derivatives go to each step’s own', async () => {
    const run = learner(({ theta, batch: on }) => {
      const rates = add(perStep(3, theta), 0)
      const ahead = (a: PerStep) =>
        dot(innerLoop(3, (at: Params, i) => subtract(at, multiply(atStep(a, i), grad(loss(on))(at))))(theta), theta)
      const written = (a: PerStep) =>
        dot(
          [0, 1, 2].reduce<Params>((at, i) => subtract(at, multiply(atStep(a, i), grad(loss(on))(at))), theta),
          theta,
        )
      return { loop: grad(ahead)(rates), steps: grad(written)(rates), value: ahead(rates), same: written(rates) }
    }, setting)
    await fc.assert(
      fc.asyncProperty(thetas, async (a) => {
        const { loop, steps, value, same } = await run(a, batch)
        expect(value).toEqual(same)
        expect(loop!.length).toBe(3 * size)
        loop!.forEach((x, i) => expect(Math.abs(x - steps![i]!)).toBeLessThanOrEqual(2 ** -40 * (1 + Math.abs(x))))
      }),
      { numRuns: 20 },
    )
  })
  it('law: the derivative by those of other steps is 0', async () => {
    const run = learner(({ theta }) => {
      const three = perStep(3, theta)
      return { slope: grad((a: PerStep) => dot(atStep(a, 1), theta))(three) }
    }, setting)
    const a = Array.from({ length: size }, (_, i) => i + 1)
    const { slope } = await run(a, batch)
    expect(slope!.map((x) => x !== 0)).toEqual(copyOf.map((copy) => copy === 1))
  })
  it('a number a tensor and a step, on every device', async () => {
    for (const device of devices) {
      const run = learnerOn(device)(({ theta }) => ({ rates: perStep(2, perTensor(theta, 0.5)) }), setting)
      const { rates } = await run(Array<number>(size).fill(1), batch)
      expect(rates).toEqual(Array<number>(2 * layout.tensors.length).fill(0.5))
    }
  })
})
