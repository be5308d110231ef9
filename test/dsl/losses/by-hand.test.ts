import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type HostBatch, withHead } from '../../../src/data/index.ts'
import {
  absoluteError,
  binaryCrossEntropy,
  contrastive,
  crossEntropy,
  distillation,
  features,
  huber,
  type Loss,
  lossBy,
  smoothedCrossEntropy,
  targets,
} from '../../../src/dsl/index.ts'
import { batches, thetas } from '../examples.ts'
import { learner } from '../learner.ts'
import { between, byHand, classes, count, headed, network, size, width } from '../rows/network.ts'

type Row = readonly number[]
const sum = (of: Row): number => of.reduce((a, b) => a + b, 0)

/** log Σ exp over the classes of a head. */
const lse = (z: Row, head: readonly number[]): number => Math.log(sum(head.map((c) => Math.exp(z[c]!))))
const crossed = (z: Row, y: Row, head: readonly number[]): number => lse(z, head) - sum(head.map((c) => y[c]! * z[c]!))

/** Each loss, and what it is for outputs z and labels y of one example with a head. */
const losses: Readonly<Record<string, readonly [Loss, (z: Row, y: Row, head: readonly number[]) => number]>> = {
  'cross-entropy at temperature 2': [
    crossEntropy({ temperature: 2 }),
    (z, y, head) =>
      crossed(
        z.map((a) => a / 2),
        y,
        head,
      ),
  ],
  'the absolute error': [absoluteError, (z, y, head) => sum(head.map((c) => Math.abs(z[c]! - y[c]!)))],
  'the Huber loss': [
    huber({ threshold: 0.75 }),
    (z, y, head) =>
      sum(
        head.map((c) => {
          const a = Math.abs(z[c]! - y[c]!)
          return a <= 0.75 ? (a * a) / 2 : 0.75 * (a - 0.375)
        }),
      ),
  ],
  'binary cross-entropy': [
    binaryCrossEntropy,
    (z, y, head) =>
      sum(
        head.map((c) => {
          const p = 1 / (1 + Math.exp(-z[c]!))
          return -(y[c]! * Math.log(p) + (1 - y[c]!) * Math.log(1 - p))
        }),
      ),
  ],
  'cross-entropy with smooth labels': [
    smoothedCrossEntropy({ smoothing: 0.2 }),
    (z, y, head) =>
      crossed(
        z,
        y.map((a) => 0.8 * a + 0.2 / head.length),
        head,
      ),
  ],
  'distillation from the labels as a teacher’s outputs, at temperature 3': [
    (outputs, labels, batch) => distillation(labels, { temperature: 3 })(outputs, labels, batch),
    (z, y, head) => {
      const taught = y.map((a) =>
        Math.exp(
          a / 3 -
            lse(
              y.map((b) => b / 3),
              head,
            ),
        ),
      )
      return (
        9 *
        crossed(
          z.map((a) => a / 3),
          taught,
          head,
        )
      )
    },
  ],
}

/** Examples of a task of these classes, with θ; the last example is padding, and the second counts twice. */
const given = (task: readonly number[]) =>
  fc
    .record({ batch: batches(count, size, task.length), theta: thetas(width) })
    .map(({ batch, theta }): { readonly batch: HostBatch; readonly theta: readonly number[] } => {
      const own = new Float32Array(count * classes)
      for (let row = 0; row < count; row += 1)
        for (const [i, label] of task.entries()) own[row * classes + label] = batch.targets[row * task.length + i]!
      return { theta, batch: { ...batch, classes, targets: own, weights: Float32Array.from([1, 2, 0]) } }
    })

const close = (is: readonly number[], due: number): void => {
  expect(is).toHaveLength(1)
  // A few hundred roundings of numbers of at most a hundred.
  expect(Math.abs(is[0]! - due)).toBeLessThanOrEqual(300 * 2 ** -53 * 100)
}

describe('losses of outputs and labels', () => {
  for (const [what, [of, each]] of Object.entries(losses))
    for (const [heads, task, around] of [
      ['one head', [0, 1, 2, 3], { network, between }],
      ['a head a task', [1, 3], { network, between: headed }],
    ] as const)
      it(`law: ${what}, with ${heads}, is the weighted mean of its definition`, async () => {
        const run = learner(({ theta, batch }) => ({ own: lossBy(of)(batch)(theta) }), around)
        await fc.assert(
          fc.asyncProperty(given(task), async ({ batch, theta }) => {
            const { own } = await run(theta, withHead(heads === 'one head' ? undefined : task)(batch))
            const { z, y, w } = byHand(theta, batch)
            close(own, sum(z.map((row, i) => w[i]! * each(row, y[i]!, task))) / sum(w))
          }),
          { numRuns: 10 },
        )
      })
  it('law: a contrast of features is its definition, and padding is nobody’s other', async () => {
    const run = learner(
      ({ theta, batch }) => ({
        own: contrastive({ temperature: 0.5 })(features(batch, theta, 'output'), targets(batch), batch),
      }),
      { network, between },
    )
    await fc.assert(
      fc.asyncProperty(given([0, 1]), async ({ batch, theta }) => {
        const padded = { ...batch, weights: Float32Array.from([1, 1, batch.weights[2]!]) }
        for (const of of [padded, { ...padded, weights: Float32Array.from([1, 1, 1]) }]) {
          const { h, y, w } = byHand(theta, of)
          fc.pre(h.every((row) => sum(row.map((a) => a * a)) > 1e-3))
          const unit = h.map((row) => row.map((a) => a / Math.sqrt(sum(row.map((b) => b * b)))))
          const alike = (i: number, j: number) => sum(unit[i]!.map((a, k) => a * unit[j]![k]!)) / 0.5
          const each = unit.map((_, i) => {
            const others = unit.flatMap((__, j) => (j !== i && w[j]! > 0 ? [j] : []))
            const own = others.filter((j) => y[j]!.indexOf(1) === y[i]!.indexOf(1))
            if (own.length === 0) return 0
            const whole = Math.log(sum(others.map((j) => Math.exp(alike(i, j)))))
            return sum(own.map((j) => whole - alike(i, j))) / own.length
          })
          close((await run(theta, of)).own, sum(each.map((a, i) => w[i]! * a)) / sum(w))
        }
      }),
      { numRuns: 15 },
    )
  })
})
