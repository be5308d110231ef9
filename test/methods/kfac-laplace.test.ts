import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostBatch } from '../../src/data/index.ts'
import { decodeOptions } from '../../src/dsl/index.ts'
import { courseOf, flops } from '../../src/interpreters/cost/index.ts'
import { near, same } from '../../src/laws/index.ts'
import { finetune, kfacLaplace } from '../../src/methods/index.ts'
import { mlp } from '../../src/networks/index.ts'
import { moved, slopeAt } from './least-squares.ts'
import { type Happening, played, right, thetaAfter } from './played.ts'
import { regressions, vectors } from './points.ts'
import { curvature, type Matrix, product, summed } from './two-by-two.ts'

type Vector = readonly number[]

const rate = 0.125
const cases = fc.tuple(regressions(3), regressions(3, 1, 1), regressions(2, 1, 2), vectors(2))
const set = { rate, fisher: 'empirical' }

/** E[(wx + b − y)²]: the second factor of one output. */
const errorOf = (batch: HostBatch, [w = 0, b = 0]: Vector): number =>
  Array.from(batch.inputs).reduce((so, x, i) => so + (w * x + b - batch.targets[i]!) ** 2, 0) / batch.count

/** θ after a batch, held about an anchor by λ times a matrix. */
const held = (batch: HostBatch, theta: Vector, anchor: Vector, matrix: Matrix, lambda: number): Vector => {
  const pull = product(
    matrix,
    theta.map((t, i) => t - anchor[i]!),
  )
  const slope = slopeAt(batch, theta)
  return moved(
    theta,
    slope.map((g, i) => g + lambda * pull[i]!),
    rate,
  )
}
const none: Matrix = [
  [0, 0],
  [0, 0],
]

describe('kfacLaplace', () => {
  const course = (first: HostBatch, second: HostBatch): readonly Happening[] => [
    ['batch', first],
    ['end', first],
    ['batch', second],
    ['batch', second],
  ]
  it('law: strength 0 is plain descent, through tasks; and so is the first task at any strength', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([first, second, , theta]) => {
        const events = course(first, second)
        const plain = await thetaAfter(finetune, events, { theta, set: { rate } })
        const free = await thetaAfter(kfacLaplace, events, { theta, set: { rate, lambda: 0 } })
        expect(near(free, plain, 64, 16)).toBe(true)
        const [one, other] = [
          await thetaAfter(kfacLaplace, events.slice(0, 2), { theta, set: { rate, lambda: 7 } }),
          await thetaAfter(finetune, events.slice(0, 2), { theta, set: { rate } }),
        ]
        expect(same(one, other)).toBe(true)
      }),
      { numRuns: 20 },
    ))
  it('law: at the anchor nothing pulls: the first step of a task is that of its loss', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([first, second, , theta]) => {
        const events = course(first, second).slice(0, 3)
        const plain = await thetaAfter(finetune, events, { theta, set: { rate } })
        expect(near(await thetaAfter(kfacLaplace, events, { theta, set: { rate, lambda: 64 } }), plain, 64, 16)).toBe(
          true,
        )
      }),
      { numRuns: 20 },
    ))
  it.each(['products', 'factors'] as const)(
    'by hand: on a line it is held by Σ E[x̄ x̄ᵀ] E[(f − y)²] about the last parameters, the sum of %s',
    (sum) =>
      fc.assert(
        fc.asyncProperty(cases, async ([first, second, third, theta]) => {
          const lambda = 0.5
          const events: readonly Happening[] = [
            ['end', first],
            ['batch', second],
            ['batch', second],
            ['end', second],
            ['batch', third],
            ['batch', third],
          ]
          const twice = (from: Vector, batch: HostBatch, matrix: Matrix) => {
            const once = held(batch, from, from, matrix, lambda)
            return held(batch, once, from, matrix, lambda)
          }
          const one = summed(none, curvature(first), errorOf(first, theta))
          const later = twice(theta, second, one)
          const [a, b] = [errorOf(first, theta), errorOf(second, later)]
          const both =
            sum === 'products'
              ? summed(one, curvature(second), b)
              : summed(none, summed(curvature(first), curvature(second), 1), a + b)
          const want = twice(later, third, both)
          const got = await thetaAfter(kfacLaplace, events, { theta, set: { ...set, lambda, sum } })
          expect(near(got, want, 2 ** 14, 2 ** 8)).toBe(true)
        }),
        { numRuns: 25 },
      ),
  )
  it('control: the sum of factors by themselves is another matrix than that of their products', async () => {
    const [[first, second, third, theta]] = fc.sample(cases, { numRuns: 1, seed: 4 }) as never as [
      [HostBatch, HostBatch, HostBatch, Vector],
    ]
    const events: readonly Happening[] = [
      ['end', first],
      ['batch', second],
      ['end', second],
      ['batch', third],
      ['batch', third],
    ]
    const of = (sum: string) => thetaAfter(kfacLaplace, events, { theta, set: { ...set, lambda: 0.5, sum } })
    expect(near(await of('factors'), await of('products'), 2 ** 20)).toBe(false)
  })
  it('law: with one past task both sums are the same, to the bit', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([first, second, , theta]) => {
        const of = (sum: string) =>
          thetaAfter(kfacLaplace, course(first, second), { theta, set: { ...set, lambda: 0.5, sum } })
        expect(same(await of('factors'), await of('products'))).toBe(true)
      }),
      { numRuns: 15 },
    ))
  it('law: a sum of factors takes what it takes for one past task; one of products A Δ G more for each', async () => {
    const [rows, columns, hidden, outputs] = [7, 5, 6, 3]
    const told = async (sum: string) => {
      const program = kfacLaplace.program(right(decodeOptions('kfacLaplace', kfacLaplace.options, { sum, samples: 4 })))
      const around = { network: mlp({ hidden: [5] }), between: { inputShape: [6], outputs: 3 } }
      const { tasks } = right(
        await courseOf({ ...around, program }, { tasks: [8, 8, 8, 8, 8], schedule: { batch: 4 } })(),
      )
      return tasks.map(({ batch, stateBytes }) => ({
        work: flops(batch).most,
        calls: batch.callsSimplified.most,
        stateBytes,
      }))
    }
    const [first, ...later] = (await told('factors')).slice(1)
    for (const one of later) expect(one).toEqual(first)
    const products = (await told('products')).slice(1)
    const two = 2 * (rows ** 2 * columns + rows * columns ** 2) + 2 * (hidden ** 2 * outputs + hidden * outputs ** 2)
    products.slice(1).forEach(({ work, stateBytes }, i) => {
      // Beside the two products for each layer its sum with those of the tasks before.
      expect(work - products[i]!.work).toBe(two + rows * columns + hidden * outputs)
      expect(stateBytes - products[i]!.stateBytes).toBe(4 * (rows ** 2 + columns ** 2 + hidden ** 2 + outputs ** 2))
    })
    expect(products[0]!.work).toBe(first!.work)
  })
  it('a task leaves its factors, and the parameters that they are about', async () => {
    const [[first, second, , theta]] = fc.sample(cases, { numRuns: 1, seed: 5 }) as never as [
      [HostBatch, HostBatch, HostBatch, Vector],
    ]
    const states = await played(kfacLaplace, course(first, second), { theta, set })
    const ended = states[2]!.slots
    expect(ended.anchor).toEqual(ended.theta)
    const [[p, q], [r, s]] = curvature(first)
    expect(near(ended.past!, [p, q, r, s, errorOf(first, ended.theta!)], 2 ** 8, 2 ** 6)).toBe(true)
  })
})
