import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  grad,
  innerLoop,
  multiply,
  only,
  type Params,
  reinitialise,
  type Scalar,
  square,
  subtract,
  sum,
} from '../../src/dsl/index.ts'
import { layoutOf, mlp, type Network, sizeOfLayout } from '../../src/networks/index.ts'
import { dyadic } from '../arbitraries/index.ts'
import { examples } from './examples.ts'
import { learner } from './learner.ts'

const nothing = examples([[0, 0, 0]], [0], { classes: 2 })
const between = { inputShape: [3], outputs: 2 }
const net = (initialisation: Network['initialisation']): Network => mlp({ hidden: [4], initialisation })
const xavier = { network: net('xavierUniform'), between }
const layout = layoutOf(xavier.network, between)
const size = sizeOfLayout(layout)
/** 3 · 4 + 4 numbers of `layer1`, then the weights and biases of `output`. */
const first = 16
const weights = first + 8
const seeds = fc.integer({ min: 0, max: 1e6 })
const thetas = fc.array(dyadic(), { minLength: size, maxLength: size })

describe('parameters that start anew', () => {
  it('law: other groups stay to the bit; the named one is within the bounds of its start, whatever it was', async () => {
    const run = learner(({ theta }) => ({ anew: reinitialise('output')(theta) }), xavier)
    const bound = Math.sqrt(6 / (4 + 2))
    await fc.assert(
      fc.asyncProperty(thetas, thetas, seeds, async (a, b, seed) => {
        const { anew } = await run(a, nothing, { seed })
        expect(anew!.slice(0, first)).toEqual(a.slice(0, first).map((x) => x + 0))
        expect(anew!.slice(first, weights).every((x) => x !== 0 && Math.abs(x) <= Math.fround(bound))).toBe(true)
        expect(anew!.slice(weights)).toEqual([0, 0])
        // It does not depend on what was there, and is another at another event.
        expect((await run(b, nothing, { seed })).anew!.slice(first)).toEqual(anew!.slice(first))
        expect((await run(a, nothing, { seed, batch: 1 })).anew!.slice(first, weights)).not.toEqual(
          anew!.slice(first, weights),
        )
      }),
      { numRuns: 20 },
    )
  })
  it('law: it is as the network starts: mean 0 and variance 2 / fan in for Kaiming', async () => {
    const run = learner(({ theta }) => ({ anew: only('output')(reinitialise('output')(theta)) }), {
      network: net('kaimingNormal'),
      between,
    })
    const drawn: number[] = []
    for (let seed = 0; seed < 250; seed++)
      drawn.push(...(await run(Array<number>(size).fill(7), nothing, { seed })).anew!.slice(first, weights))
    // 2000 draws: within 5 standard errors but once in a million.
    const mean = drawn.reduce((a, b) => a + b, 0) / drawn.length
    const variance = drawn.reduce((so, x) => so + x * x, 0) / drawn.length
    expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(0.5 / drawn.length))
    expect(Math.abs(variance - 0.5)).toBeLessThan(5 * 0.5 * Math.sqrt(2 / drawn.length))
  })
  it('law: used twice it is one draw; two are two', async () => {
    const apart = (a: Params, b: Params): Scalar => sum(square(subtract(a, b)))
    const run = learner(({ theta }) => {
      const [one, other] = [reinitialise('output')(theta), reinitialise('output')(theta)]
      return { own: apart(one, multiply(1, one)), others: apart(one, other) }
    }, xavier)
    await fc.assert(
      fc.asyncProperty(thetas, seeds, async (a, seed) => {
        const { own, others } = await run(a, nothing, { seed })
        expect(own).toEqual([0])
        expect(others![0]).toBeGreaterThan(0)
      }),
      { numRuns: 10 },
    )
  })
  it('law: in a loop it is fresh at every iteration; before the loop it is one', async () => {
    const run = learner(({ theta }) => {
      const outside = reinitialise('output')(theta)
      const walk = (fresh: boolean): Scalar =>
        innerLoop(2, (s: { readonly last: Params; readonly apart: Scalar }) => {
          const now = fresh ? reinitialise('output')(theta) : outside
          return { last: now, apart: sum(square(subtract(now, s.last))) }
        })({ last: theta, apart: 0 as never }).apart
      return { fresh: walk(true), same: walk(false) }
    }, xavier)
    await fc.assert(
      fc.asyncProperty(thetas, seeds, async (a, seed) => {
        const { fresh, same } = await run(a, nothing, { seed })
        expect(fresh![0]).toBeGreaterThan(0)
        expect(same).toEqual([0])
      }),
      { numRuns: 10 },
    )
  })
  it('law: what starts anew is a constant to derivatives, and the rest itself', async () => {
    const run = learner(
      ({ theta }) => ({ slope: grad((at: Params) => sum(square(reinitialise('output')(at))))(theta) }),
      xavier,
    )
    await fc.assert(
      fc.asyncProperty(thetas, async (a) => {
        const { slope } = await run(a, nothing)
        expect(slope).toEqual(a.map((x, i) => (i < first ? 2 * x : 0)))
      }),
      { numRuns: 10 },
    )
  })
  it('all groups by their names are the network as it starts; no group is what was there', async () => {
    const run = learner(
      ({ theta }) => ({ all: reinitialise('layer1', 'output')(theta), none: reinitialise()(theta) }),
      xavier,
    )
    const a = Array.from({ length: size }, (_, i) => i + 1)
    const { all, none } = await run(a, nothing)
    expect(all!.filter((x, i) => x === a[i])).toEqual([])
    expect(none).toEqual(a)
  })
  it('control: a group that the network does not have is refused', async () => {
    await expect(
      learner(({ theta }) => ({ anew: reinitialise('out')(theta) }), xavier)(Array<number>(size).fill(0), nothing),
    ).rejects.toThrow('a parameter group must be one of layer1, output, got `out`')
  })
})
