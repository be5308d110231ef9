import { describe, expect, it } from 'vitest'
import {
  adamStep,
  dot,
  grad,
  innerLoop,
  like,
  multiply,
  type Params,
  type Scalar,
  subtract,
  sum,
} from '../../../src/dsl/index.ts'
import { layoutOf, mlp, sizeOfLayout } from '../../../src/networks/index.ts'
import { devices } from '../../interpreters/devices/devices.ts'
import { examples } from '../examples.ts'
import { learnerOn } from '../learner.ts'

const setting = { network: mlp({ hidden: [] }), between: { inputShape: [2], outputs: 1 } }
const size = sizeOfLayout(layoutOf(setting.network, setting.between))
const nothing = examples([[0, 0]], [0], { classes: 1 })

interface Slots {
  readonly [slot: string]: Params | Scalar
  readonly theta: Params
  readonly m: Params
  readonly v: Params
  readonly count: Scalar
}

/** What a loss comes to after k steps of Adam from θ, as a function of θ. */
const ahead =
  (steps: number, scale: number) =>
  (theta: Params): Scalar => {
    const bowl = (at: Params): Scalar => multiply(scale / 2, dot(at, at))
    const start = { theta, m: like(theta, 0), v: like(theta, 0), count: 0 as never }
    const end = innerLoop<Slots>(steps, (slots) => adamStep({ loss: bowl, rate: 0.1 })(slots))(start)
    const off = subtract(end.theta, 1)
    return sum(multiply(off, off))
  }

describe('derivatives through steps of Adam', () => {
  it('law: they are finite where the gradient is 0, in some coordinates or in all, on every device', async () => {
    for (const device of devices) {
      const run = learnerOn(device)(
        ({ theta }) => ({
          one: grad(ahead(1, 1))(theta),
          two: grad(ahead(2, 1))(theta),
          none: grad(ahead(2, 0))(theta),
        }),
        setting,
      )
      for (const theta of [Array<number>(size).fill(0), [0, 0.5, -0.25]]) {
        const { one, two, none } = await run(theta, nothing)
        for (const all of [one, two, none]) expect(all!.every(Number.isFinite)).toBe(true)
      }
    }
  })
  it('law: where the loss is constant, a step of Adam is none, and its derivative that of the loss after it', async () => {
    for (const device of devices) {
      const run = learnerOn(device)(({ theta }) => ({ slope: grad(ahead(2, 0))(theta) }), setting)
      const theta = [0, 0.5, -0.25]
      const { slope } = await run(theta, nothing)
      expect(slope).toEqual(theta.map((x) => 2 * (x - 1)))
    }
  })
})
