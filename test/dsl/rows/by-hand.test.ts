import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type HostBatch, withHead } from '../../../src/data/index.ts'
import {
  add,
  argMax,
  averageAlong,
  type Batch,
  columns,
  dot,
  features,
  field,
  grad,
  innerProducts,
  largestAlong,
  less,
  like,
  logistic,
  logisticLoss,
  logSoftmax,
  meanOuter,
  meanOver,
  mixtures,
  multiply,
  oneHot,
  outputs,
  outputsFrom,
  type Params,
  preactivations,
  type Rows,
  type RowWidth,
  select,
  softmax,
  square,
  sumAlong,
  sumOuter,
  sumOver,
  targets,
  timesRows,
  transform,
  unitRows,
} from '../../../src/dsl/index.ts'
import { batches, thetas } from '../examples.ts'
import { learner } from '../learner.ts'
import { affine, between, byHand, classes, count, headed, network, size, type Table, width } from './network.ts'

const total = (w: readonly number[], of: readonly number[]): number => of.reduce((so, a, i) => so + w[i]! * a, 0)
const sumOf = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0)

/** Σᵢ wᵢ aᵢ bᵢᵀ, row after row. */
const outerOf = (w: readonly number[], a: Table, b: Table): readonly number[] =>
  a[0]!.flatMap((_, r) =>
    b[0]!.map((__, c) =>
      total(
        w,
        a.map((one, i) => one[r]! * b[i]![c]!),
      ),
    ),
  )

const close = (is: readonly number[], due: readonly number[]): void => {
  expect(is.length).toBe(due.length)
  // A few hundred roundings of numbers of at most a hundred.
  is.forEach((x, i) =>
    expect(Math.abs(x - due[i]!)).toBeLessThanOrEqual(300 * 2 ** -53 * 100 * Math.max(1, Math.abs(due[i]!))),
  )
}

const weights = fc.constantFrom([1, 1, 1], [1, 1, 0], [2, 0.5, 0])
const given = fc
  .record({ batch: batches(count, size, classes), theta: thetas(width), w: weights })
  .map(({ batch, theta, w }) => ({ theta, batch: { ...batch, weights: Float32Array.from(w) } as HostBatch }))

/** A number that tells every entry of rows apart from the others: Σᵢ wᵢ Σⱼ (1 + i + 10 j)² aᵢⱼ, on both sides. */
const seen = <W extends RowWidth>(batch: Batch, rows: Rows<W>) => {
  const place = add(add(1, like(rows, 0)), multiply(10, columns(rows)))
  return sumOver(batch, sumAlong(multiply(square(add(place, field(batch, 'position'))), rows)))
}
const seenOf = (w: readonly number[], rows: Table): number =>
  total(
    w,
    rows.map((row, i) => sumOf(row.map((a, j) => (1 + i + 10 * j) ** 2 * a))),
  )

describe('rows of a batch, against the same by hand', () => {
  it('law: what the network gives, what comes into its layers and out of them, and what a batch holds', async () => {
    const run = learner(
      ({ theta, batch }) => ({
        z: seen(batch, outputs(batch, theta)),
        h: seen(batch, features(batch, theta, 'output')),
        x: seen(batch, features(batch, theta, 'layer1')),
        inputs: seen(batch, field(batch, 'inputs')),
        z1: seen(batch, preactivations(batch, theta, 'layer1')),
        last: seen(batch, preactivations(batch, theta, 'output')),
        from: seen(batch, outputsFrom(features(batch, theta, 'output'), theta)),
        fromZ: seen(batch, outputsFrom(preactivations(batch, theta, 'layer1'), theta)),
        y: seen(batch, targets(batch)),
        weight: seen(batch, field(batch, 'weight')),
      }),
      { network, between },
    )
    await fc.assert(
      fc.asyncProperty(given, async ({ theta, batch }) => {
        const is = await run(theta, batch)
        const { x, z1, h, z, y, w } = byHand(theta, batch)
        close(
          [...is.z, ...is.last, ...is.from, ...is.fromZ],
          [z, z, z, z].map((of) => seenOf(w, of)),
        )
        close(
          [...is.x, ...is.inputs],
          [x, x].map((of) => seenOf(w, of)),
        )
        close(
          [...is.h, ...is.z1, ...is.y],
          [h, z1, y].map((of) => seenOf(w, of)),
        )
        close(is.weight, [
          seenOf(
            w,
            w.map((one) => [one]),
          ),
        ])
      }),
      { numRuns: 10 },
    )
  })
  it('law: along rows, softmax and the largest are those of the heads that the tasks have; outputs are raw', async () => {
    const run = learner(
      ({ theta, batch }) => {
        const z = outputs(batch, theta)
        return {
          raw: seen(batch, z),
          p: seen(batch, softmax(z)),
          log: seen(batch, multiply(field(batch, 'heads'), logSoftmax(z))),
          best: seen(batch, argMax(z)),
          hot: seen(batch, oneHot(argMax(z), z)),
          most: seen(batch, largestAlong(z)),
          mean: seen(batch, averageAlong(z)),
          above: seen(batch, select(less(averageAlong(z), z), z, 0)),
          same: seen(batch, like(z, 3)),
        }
      },
      { network, between: headed },
    )
    await fc.assert(
      fc.asyncProperty(
        given,
        fc.constantFrom<readonly number[]>([0, 1, 2, 3], [1, 3], [2]),
        async ({ theta, batch }, task) => {
          const own = withHead(task)(batch)
          const is = await run(theta, own)
          const { z, p, w } = byHand(theta, own)
          const best = p.map((row) => row.indexOf(Math.max(...row)))
          const due: Readonly<Record<string, Table>> = {
            raw: z,
            p,
            log: p.map((row) => row.map((a, c) => (task.includes(c) ? Math.log(a) : 0))),
            best: best.map((c) => [c]),
            hot: best.map((c) => z[0]!.map((_, j) => (j === c ? 1 : 0))),
            most: z.map((row) => [Math.max(...row)]),
            mean: z.map((row) => [sumOf(row) / classes]),
            above: z.map((row) => row.map((a) => (a > sumOf(row) / classes ? a : 0))),
            same: z.map((row) => row.map(() => 3)),
          }
          for (const [name, of] of Object.entries(due))
            close(is[name as keyof typeof due & keyof typeof is] as readonly number[], [seenOf(w, of)])
        },
      ),
      { numRuns: 10 },
    )
  })
  it('law: of several that are the largest, the first is, among those of its head', async () => {
    const run = learner(({ theta, batch }) => ({ best: sumOver(batch, argMax(like(outputs(batch, theta), 3))) }), {
      network,
      between: headed,
    })
    const [one] = fc.sample(given, 1)
    const even = { ...one!.batch, weights: Float32Array.from([1, 1, 0]) }
    expect((await run(one!.theta, withHead([0, 1, 2, 3])(even))).best).toEqual([0])
    expect((await run(one!.theta, withHead([1, 3])(even))).best).toEqual([2])
  })
  it('law: over a batch, means and sums count by weight, and outer products add up to a matrix', async () => {
    const run = learner(
      ({ theta, batch }) => {
        const [z, h] = [outputs(batch, theta), features(batch, theta, 'output')]
        const moments = meanOuter(batch, h, z)
        return {
          mean: meanOver(batch, sumAlong(z)),
          sum: sumOver(batch, sumAlong(z)),
          moments,
          classes: sumOuter(batch, targets(batch), h),
          onto: seen(batch, timesRows(h, moments)),
          back: seen(batch, transform(moments, z)),
        }
      },
      { network, between },
    )
    await fc.assert(
      fc.asyncProperty(given, async ({ theta, batch }) => {
        const is = await run(theta, batch)
        const { h, z, y, w } = byHand(theta, batch)
        const sums = z.map(sumOf)
        close(is.mean, [total(w, sums) / sumOf(w)])
        close(is.sum, [total(w, sums)])
        const m = outerOf(w, h, z).map((a) => a / sumOf(w))
        close(is.moments, m)
        close(is.classes, outerOf(w, y, h))
        close(is.onto, [
          seenOf(
            w,
            h.map((a) =>
              affine(
                a,
                m,
                z[0]!.map(() => 0),
              ),
            ),
          ),
        ])
        close(is.back, [
          seenOf(
            w,
            z.map((a) => h[0]!.map((_, r) => sumOf(a.map((b, c) => b * m[r * classes + c]!)))),
          ),
        ])
      }),
      { numRuns: 10 },
    )
  })
  it('law: rows with rows: inner products, mixtures, and a softmax in which padding has no part', async () => {
    const run = learner(
      ({ theta, batch }) => {
        const [z, h] = [outputs(batch, theta), features(batch, theta, 'output')]
        const products = innerProducts(h, h)
        return {
          products: seen(batch, products),
          mixed: seen(batch, mixtures(softmax(products), z)),
        }
      },
      { network, between },
    )
    await fc.assert(
      fc.asyncProperty(given, async ({ theta, batch }) => {
        const is = await run(theta, batch)
        const { h, z, w } = byHand(theta, batch)
        const products = h.map((a) => h.map((b) => sumOf(a.map((x, i) => x * b[i]!))))
        close(is.products, [seenOf(w, products)])
        const attended = products.map((row) => {
          const e = row.map((a, j) => (w[j]! > 0 ? Math.exp(a) : 0))
          return z[0]!.map(
            (_, c) =>
              total(
                e,
                z.map((one) => one[c]!),
              ) / sumOf(e),
          )
        })
        close(is.mixed, [seenOf(w, attended)])
      }),
      { numRuns: 10 },
    )
  })
  it('law: rows scaled to length 1 are the same for rows times a positive number, to the bit for powers of two; zeros stay', async () => {
    const run = learner(
      ({ theta, batch }) => {
        const h = features(batch, theta, 'output')
        return {
          units: seen(batch, unitRows(h)),
          longer: seen(batch, unitRows(multiply(2 ** 9, h))),
          shorter: seen(batch, unitRows(multiply(0.3, h))),
          lengths: seen(batch, sumAlong(square(unitRows(h)))),
          none: seen(batch, unitRows(like(h, 0))),
        }
      },
      { network, between },
    )
    await fc.assert(
      fc.asyncProperty(given, async ({ theta, batch }) => {
        const is = await run(theta, batch)
        const { h, w } = byHand(theta, batch)
        const units = h.map((row) => row.map((a) => (Math.hypot(...row) === 0 ? 0 : a / Math.hypot(...row))))
        close(is.units, [seenOf(w, units)])
        expect(is.longer).toEqual(is.units)
        close(is.shorter, is.units)
        const ones = h.map((row) => [row.some((a) => a !== 0) ? 1 : 0])
        close(is.lengths, [seenOf(w, ones)])
        expect(is.none).toEqual([0])
      }),
      { numRuns: 10 },
    )
  })
  it('law: σ(z) is 1 / (1 + exp −z), the derivative of the logistic loss by z is σ(z) − y, and both are finite for any z', async () => {
    const run = learner(
      ({ theta, batch }) => {
        const [z, y] = [outputs(batch, theta), targets(batch)]
        const far = add(multiply(200, columns(z)), -300)
        return {
          chance: seen(batch, logistic(z)),
          loss: seen(batch, logisticLoss(z, y)),
          slope: seen(batch, grad((at: Rows) => sumOver(batch, sumAlong(logisticLoss(at, y))))(z)),
          far: seen(batch, logistic(far)),
          farLoss: seen(batch, logisticLoss(far, like(z, 0))),
        }
      },
      { network, between },
    )
    const sigma = (a: number): number => 1 / (1 + Math.exp(-a))
    await fc.assert(
      fc.asyncProperty(given, async ({ theta, batch }) => {
        const is = await run(theta, batch)
        const { z, y, w } = byHand(theta, batch)
        close(is.chance, [
          seenOf(
            w,
            z.map((row) => row.map(sigma)),
          ),
        ])
        const lost = (a: number, due: number) => -(due * Math.log(sigma(a)) + (1 - due) * Math.log(1 - sigma(a)))
        close(is.loss, [
          seenOf(
            w,
            z.map((row, i) => row.map((a, c) => lost(a, y[i]![c]!))),
          ),
        ])
        // The derivative of a weighted sum has the weights in it once more.
        close(is.slope, [
          seenOf(
            w,
            z.map((row, i) => row.map((a, c) => w[i]! * (sigma(a) - y[i]![c]!))),
          ),
        ])
        close(is.far, [
          seenOf(
            w,
            z.map(() => [0, 0, 1, 1]),
          ),
        ])
        close(is.farLoss, [
          seenOf(
            w,
            z.map(() => [0, 0, 100, 300]),
          ),
        ])
      }),
      { numRuns: 10 },
    )
  })
  it('law: of no example that counts a mean is 0, and so is its gradient', async () => {
    const run = learner(
      ({ theta, batch }) => {
        const mean = (at: Params) => meanOver(batch, sumAlong(square(outputs(batch, at))))
        return { mean: mean(theta), gradient: grad(mean)(theta), length: dot(theta, theta) }
      },
      { network, between },
    )
    const batch = fc.sample(given, 1)[0]!
    const is = await run(batch.theta, { ...batch.batch, weights: new Float32Array(count) })
    expect([...is.mean, ...is.gradient].every((x) => x === 0)).toBe(true)
  })
})
