import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Batch,
  classesIn,
  grad,
  innerLoop,
  multiply,
  only,
  type Params,
  perOutput,
  reinitialise,
  type Scalar,
  square,
  subtract,
  sum,
} from '../../src/dsl/index.ts'
import { layoutOf, mlp, type Network, sizeOfLayout } from '../../src/networks/index.ts'
import { dyadic } from '../arbitraries/index.ts'
import { devices } from '../interpreters/devices/devices.ts'
import { examples } from './examples.ts'
import { learner, learnerOn } from './learner.ts'

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

const wide = { network: net('xavierUniform'), between: { inputShape: [3], outputs: 4 } }
const wideLayout = layoutOf(wide.network, wide.between)
const wideSize = sizeOfLayout(wideLayout)
const row = fc.array(dyadic(), { minLength: wideSize, maxLength: wideSize })
/** The output that a coordinate of the head makes: weights [4, 4], then biases [4]. */
const outputAt = (i: number): number | undefined => (i < first ? undefined : (i - first) % 4)
/** Some labels, the last of which is padding. */
const labelled = fc.array(fc.nat(3), { minLength: 2, maxLength: 4 }).map((labels) => ({
  labels,
  batch: {
    ...examples(
      labels.map(() => [0, 0, 0]),
      labels,
      { classes: 4 },
    ),
    weights: Float32Array.from(labels, (_, i) => (i === labels.length - 1 ? 0 : 1)),
  },
  present: new Set(labels.slice(0, -1)),
}))

describe('the outputs of classes that start anew', () => {
  const program = ({ theta, batch }: { readonly theta: Params; readonly batch: Batch }) => {
    const classes = classesIn(batch)
    return {
      anew: reinitialise('output', classes)(theta),
      where: perOutput(classes, 'output')(theta),
      how: sum(classes),
    }
  }
  it('law: classes of a batch are those of its examples, and none of its padding', async () => {
    const run = learner(program, wide)
    await fc.assert(
      fc.asyncProperty(row, labelled, async (a, { batch, present }) => {
        const { where, how } = await run(a, batch)
        expect(how).toEqual([present.size])
        expect(where).toEqual(a.map((_, i) => (present.has(outputAt(i)!) ? 1 : 0)))
      }),
      { numRuns: 20 },
    )
  })
  it('law: weights of other classes stay to the bit; those of the batch’s are the columns of the whole head drawn anew', async () => {
    const run = learner(program, wide)
    const whole = learner(({ theta }) => ({ anew: reinitialise('output')(theta) }), wide)
    await fc.assert(
      fc.asyncProperty(row, labelled, seeds, async (a, { batch, present }, seed) => {
        const [{ anew }, { anew: all }] = [await run(a, batch, { seed }), await whole(a, batch, { seed })]
        expect(anew).toEqual(a.map((x, i) => (present.has(outputAt(i)!) ? all![i] : x + 0)))
        expect(anew.some((x, i) => x !== a[i])).toBe(true)
      }),
      { numRuns: 20 },
    )
  })
  it('law: the new ones are constants to derivatives, and the rest itself', async () => {
    const run = learner(
      ({ theta, batch }) => ({
        slope: grad((at: Params) => sum(square(reinitialise('output', classesIn(batch))(at))))(theta),
      }),
      wide,
    )
    await fc.assert(
      fc.asyncProperty(row, labelled, async (a, { batch, present }) => {
        expect((await run(a, batch)).slope).toEqual(a.map((x, i) => (present.has(outputAt(i)!) ? 0 : 2 * x)))
      }),
      { numRuns: 10 },
    )
  })
  it('law: what a head has for each output is linear in it: its derivative is the sum over what makes the output', async () => {
    const run = learner(
      ({ theta, batch }) => ({
        slope: grad((at: Params) => sum(square(perOutput(multiply(sum(at), classesIn(batch)), 'output')(theta))))(
          theta,
        ),
        total: sum(theta),
      }),
      wide,
    )
    await fc.assert(
      fc.asyncProperty(row, labelled, async (a, { batch, present }) => {
        const { slope, total } = await run(a, batch)
        // Σ s² over five coordinates for each class: 4 weights and a bias.
        expect(slope.every((x) => Math.abs(x - 2 * 5 * present.size * total[0]!) <= 1e-9)).toBe(true)
      }),
      { numRuns: 10 },
    )
  })
  it.each(devices)('law: $name draws the same', async (device) => {
    const before = device.buffers()
    const some = examples([[0, 0, 0]], [2], { classes: 4 })
    const at = Array.from({ length: wideSize }, (_, i) => i / 8)
    const [here, there] = await Promise.all(
      [learner(program, wide), learnerOn(device)(program, wide)].map((run) => run(at, some, { seed: 3 })),
    )
    expect(there).toEqual({ ...here, anew: here!.anew.map(Math.fround) })
    expect(device.buffers()).toBe(before)
  })
  it('control: a group that is no head is refused, also where it is as wide as there are outputs', async () => {
    await expect(
      learner(({ theta, batch }) => ({ anew: reinitialise('layer1', classesIn(batch))(theta) }), wide)(
        Array<number>(wideSize).fill(0),
        examples([[0, 0, 0]], [0], { classes: 4 }),
      ),
    ).rejects.toThrow(
      'a group that has numbers for each output must be of a head, whose tensors end in one place an output, got `layer1.weight`',
    )
  })
})
