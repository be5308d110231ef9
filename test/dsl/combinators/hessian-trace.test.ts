import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  divide,
  dot,
  exp,
  hessianTrace,
  innerLoop,
  multiply,
  type Params,
  type Scalar,
  square,
  sum,
} from '../../../src/dsl/index.ts'
import { near } from '../../../src/laws/index.ts'
import { examples } from '../examples.ts'
import { learner } from '../learner.ts'

const nothing = examples([[0, 0, 0]], [0])
const theta = [0.5, -1, 0.25, 1, -0.75, 0, 1.5, 2]
const [seed] = fc.sample(fc.nat(1e6), 1)

describe('hessianTrace', () => {
  it('law: is exact at every draw where the Hessian is diagonal', async () => {
    const program = learner(({ theta }) => ({ trace: hessianTrace((p: Params) => sum(exp(p)))(theta) }))
    for (const at of [seed!, seed! + 1, seed! + 2]) {
      const { trace } = await program(theta, nothing, { seed: at })
      expect(near(trace, [theta.reduce((so, x) => so + Math.exp(x), 0)], 32)).toBe(true)
    }
  })
  it('law: its mean is the trace: of ½(Σθ)² + ½‖θ‖² it is 2n, with variance 2n(n − 1)', async () => {
    const [count, n] = [4000, theta.length]
    const objective = (p: Params) => multiply(0.5, add(square(sum(p)), dot(p, p)))
    const program = learner(({ theta }) => ({
      mean: divide(
        innerLoop(count, (so: Scalar) => add(so, hessianTrace(objective)(theta)))(multiply(0, sum(theta))),
        count,
      ),
      once: hessianTrace(objective)(theta),
    }))
    const { mean, once } = await program(theta, nothing, { seed: seed! })
    expect(Math.abs(mean[0]! - 2 * n) / Math.sqrt((2 * n * (n - 1)) / count)).toBeLessThan(5)
    // vᵀHv = (Σv)² + n, a number of its own at every draw.
    expect([0, 4, 16, 36, 64].map((x) => x + n)).toContain(Math.round(once[0]!))
  })
})
