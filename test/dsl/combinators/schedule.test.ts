import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  adam,
  chain,
  dot,
  momentum,
  type Params,
  type Scalar,
  schedule,
  scheduled,
  sgd,
  subtract,
} from '../../../src/dsl/index.ts'
import { meaning, near, numbersOf, params, positive, real, scalar, smallLayout } from '../../../src/laws/index.ts'

const shapes = {
  constant: () => 0,
  linear: (p: number) => p,
  cosine: (p: number) => (1 - Math.cos(Math.PI * p)) / 2,
} as const
type Shape = keyof typeof shapes

const given = { from: scalar(real), to: scalar(real), over: scalar(positive), batches: scalar(positive) }
const plainly = (shape: Shape, from: number, to: number, over: number, batches: number): number =>
  from + shapes[shape](Math.min(batches / over, 1)) * (to - from)

describe('a schedule', () => {
  for (const shape of Object.keys(shapes) as Shape[])
    it(`law: ${shape}: from a first rate to a last one by its part of the way, and there it stays`, async () => {
      const run = meaning(given, ({ from, to, over, batches }) => ({
        rate: schedule({ shape, from, to, over })(batches),
        toNothing: schedule({ shape, from, over })(batches),
        ofNumbers: schedule({ shape, from: 2, to: 5, over: 8 })(batches),
      }))
      await fc.assert(
        fc.asyncProperty(numbersOf(given, smallLayout), async (n) => {
          const [from, to, over, batches] = [n.from[0]!, n.to[0]!, n.over[0]!, n.batches[0]!]
          const got = await run(n)
          // A few roundings of numbers of this size.
          expect(near(got.rate, [plainly(shape, from, to, over, batches)], 16, 16)).toBe(true)
          expect(near(got.toNothing, [plainly(shape, from, 0, over, batches)], 16, 16)).toBe(true)
          expect(near(got.ofNumbers, [plainly(shape, 2, 5, 8, batches)], 16, 16)).toBe(true)
        }),
      )
    })
  it('control: the shapes differ between their ends', () => {
    const half = (Object.keys(shapes) as Shape[]).map((shape) => plainly(shape, 1, 3, 4, 1))
    expect(new Set(half).size).toBe(3)
  })
})

describe('a scheduled optimiser', () => {
  const state = {
    theta: params(),
    g: params(),
    batches: scalar(positive),
    m: params(),
    v: params(),
    count: scalar(positive),
  }
  const down = (g: Params) => (at: Params) => dot(g, at)
  for (const [name, inner] of Object.entries({
    sgd,
    momentum: momentum({ decay: 0.5 }),
    adam: adam({ first: 0.5, second: 0.75, epsilon: 0.5, epsilonRoot: 0.25 }),
  }))
    it(`law: ${name}: a step is one at the rate of that batch, and the batches are counted`, async () => {
      const run = meaning(state, ({ theta, g, batches, m, v, count }) => {
        const all = { theta, m, v, count, batches }
        const at = { loss: down(g), rate: 2 as Scalar | number }
        const stepped = chain(inner, scheduled({ shape: 'linear', to: 1, over: 8 })).step(at)(all) as typeof all
        const plain = inner.step({ ...at, rate: schedule({ shape: 'linear', from: 2, to: 1, over: 8 })(batches) })(all)
        const toNothing = chain(inner, scheduled({ shape: 'cosine', over: 8 })).step(at)(all)
        const plainly = inner.step({ ...at, rate: schedule({ shape: 'cosine', from: 2, over: 8 })(batches) })(all)
        const constant = chain(inner, scheduled({ shape: 'constant', to: 1, over: 8 })).step(at)(all)
        const still = inner.step(at)(all)
        return {
          apart: subtract(stepped.theta, plain.theta),
          apartAtNothing: subtract(toNothing.theta, plainly.theta),
          apartConstant: subtract(constant.theta, still.theta),
          batches: stepped.batches,
        }
      })
      await fc.assert(
        fc.asyncProperty(numbersOf({ ...state, v: params(positive) }, smallLayout), async (n) => {
          const got = await run(n)
          for (const apart of [got.apart, got.apartAtNothing, got.apartConstant])
            expect(apart.every((x) => x === 0)).toBe(true)
          expect(got.batches).toEqual([n.batches[0]! + 1])
        }),
        { numRuns: 20 },
      )
    })
  it('law: what an optimiser keeps is 0 at first, and a constant schedule keeps nothing more', async () => {
    const run = meaning({ theta: params() }, ({ theta }) => ({
      ...adam().slots(theta),
      ...chain(momentum(), scheduled({ shape: 'linear', over: 2 })).slots(theta),
    }))
    const slots = await run({ theta: [1, 2, 3, 4, 5, 6] })
    expect(slots).toEqual({ m: [0, 0, 0, 0, 0, 0], v: [0, 0, 0, 0, 0, 0], count: [0], batches: [0] })
    const theta = {} as Params
    expect([
      Object.keys(sgd.slots(theta)),
      Object.keys(momentum().slots(theta)),
      Object.keys(adam().slots(theta)),
    ]).toEqual([[], ['m'], ['m', 'v', 'count']])
    expect(Object.keys(chain(momentum(), scheduled({ shape: 'constant', over: 2 })).slots(theta))).toEqual(['m'])
    expect(Object.keys(scheduled({ shape: 'cosine', over: 2 }).slots(theta))).toEqual(['batches'])
  })
  it('law: what an optimiser is told reaches its step', async () => {
    const run = meaning(state, ({ theta, g, m, v, count }) => {
      const all = { theta, m, v, count }
      const by = (optimiser: typeof sgd) => optimiser.step({ loss: down(g), rate: 0.5 })(all) as unknown as typeof all
      const told = by(adam({ first: 0.5, second: 0.75, epsilon: 2, epsilonRoot: 1 }))
      return {
        plain: by(sgd).theta,
        heavy: by(momentum({ decay: 0.25 })).theta,
        m: told.m,
        v: told.v,
        theta: told.theta,
        count: told.count,
      }
    })
    await fc.assert(
      fc.asyncProperty(numbersOf({ ...state, v: params(positive) }, smallLayout), async (n) => {
        const got = await run(n)
        const t = n.count[0]! + 1
        const [m, v] = [n.m.map((x, i) => 0.5 * x + 0.5 * n.g[i]!), n.v.map((x, i) => 0.75 * x + 0.25 * n.g[i]! ** 2)]
        expect(got.plain).toEqual(n.theta.map((x, i) => x - 0.5 * n.g[i]!))
        expect(got.heavy).toEqual(n.theta.map((x, i) => x - 0.5 * (0.25 * n.m[i]! + n.g[i]!)))
        expect([got.m, got.v, got.count]).toEqual([m, v, [t]])
        const due = n.theta.map(
          (x, i) => x - (0.5 * (m[i]! / (1 - 0.5 ** t))) / (Math.sqrt(v[i]! / (1 - 0.75 ** t) + 1) + 2),
        )
        expect(near(got.theta, due, 64, 16)).toBe(true)
      }),
      { numRuns: 20 },
    )
  })
})
