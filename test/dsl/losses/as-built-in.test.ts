import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type HostBatch, withHead } from '../../../src/data/index.ts'
import {
  averageAlong,
  crossEntropy,
  distillation,
  dot,
  everyLabel,
  firstOrder,
  grad,
  type Loss,
  labelledOutput,
  logSumExp,
  loss,
  lossBy,
  meanOver,
  multiply,
  type Objective,
  outputs,
  type Params,
  softLabels,
  squaredError,
  squaredOutputNorm,
  subtract,
  sumAlong,
  targets,
  within,
} from '../../../src/dsl/index.ts'
import { type Interface, mlp } from '../../../src/networks/index.ts'
import { batches, thetas } from '../examples.ts'
import { learner } from '../learner.ts'

const labelled: Loss = (outputs, targets, batch) => meanOver(batch, sumAlong(multiply(targets, within(outputs, 0))))
const normed: Loss = (outputs, _, batch) => {
  const inside = within(outputs, 0)
  return meanOver(batch, sumAlong(multiply(inside, inside)))
}

/** What is built in, and the same by terms. */
const pairs = {
  crossEntropy: { builtIn: loss, own: crossEntropy() },
  squaredError: { builtIn: loss, own: squaredError },
  labelledOutput: { builtIn: labelledOutput, own: labelled },
  squaredOutputNorm: { builtIn: squaredOutputNorm, own: normed },
} as const

/** Inputs of 3 numbers, 2 tanh units, 4 outputs: 20 parameters. */
const sizes = 3 * 2 + 2 + 2 * 4 + 4

const settings: Readonly<Record<string, { readonly between: Interface; readonly classesOfTask?: readonly number[] }>> =
  {
    'one head': { between: { inputShape: [3], outputs: 4 } },
    'a head a task': { between: { inputShape: [3], outputs: 4, heads: 'task' }, classesOfTask: [2, 3] },
    'a head of one class': { between: { inputShape: [3], outputs: 4, heads: 'task' }, classesOfTask: [1] },
  }

/** Three examples of a task of these classes, of which some may be padding. */
const cases = (classes: readonly number[]) =>
  fc
    .record({
      batch: batches(3, 3, classes.length),
      theta: thetas(sizes),
      weights: fc.constantFrom([1, 1, 1], [1, 1, 0], [0, 0, 0], [2, 0.5, 0]),
    })
    .map(({ batch, theta, weights }): { readonly batch: HostBatch; readonly theta: readonly number[] } => {
      const targets = new Float32Array(3 * 4)
      for (let row = 0; row < 3; row += 1)
        for (const [i, label] of classes.entries()) targets[row * 4 + label] = batch.targets[row * classes.length + i]!
      return { theta, batch: { ...batch, classes: 4, targets, weights: Float32Array.from(weights) } }
    })

/** ∇²L(θ) θ. */
const hessianProduct =
  (of: Objective) =>
  (theta: Params): Params =>
    grad((at: Params) => dot(grad(of)(at), firstOrder(theta)))(theta)

/** A few hundred operations a coordinate on numbers of at most a few hundred. */
const most = 300 * 2 ** -53 * 300

describe('a loss that is made of terms', () => {
  for (const [name, { builtIn, own }] of Object.entries(pairs))
    for (const [heads, { between, classesOfTask }] of Object.entries(settings))
      it(`law: ${name} with ${heads}: it has the value and the gradient of the built-in one to the bit, and its Hessian product`, async () => {
        const network = mlp({
          hidden: [2],
          activation: 'tanh',
          loss: name === 'squaredError' ? 'squaredError' : 'crossEntropy',
        })
        const run = learner(
          ({ theta, batch }) => {
            const [one, other] = [builtIn(batch), lossBy(own)(batch)]
            return {
              value: one(theta),
              ownValue: other(theta),
              gradient: grad(one)(theta),
              ownGradient: grad(other)(theta),
              product: hessianProduct(one)(theta),
              ownProduct: hessianProduct(other)(theta),
            }
          },
          { network, between },
        )
        await fc.assert(
          fc.asyncProperty(cases(classesOfTask ?? [0, 1, 2, 3]), async ({ batch, theta }) => {
            const is = await run(theta, withHead(classesOfTask)(batch))
            expect(is.ownValue).toEqual(is.value)
            expect(is.ownGradient).toEqual(is.gradient)
            is.ownProduct.forEach((x, i) => expect(Math.abs(x - is.product[i]!)).toBeLessThanOrEqual(most))
          }),
          { numRuns: 10 },
        )
      })
  it('law: the loss on labels that the model predicts, and on every label in turn, are those of terms', async () => {
    const network = mlp({ hidden: [2], activation: 'tanh' })
    const run = learner(
      ({ theta, batch }) => {
        const mine = (at: Params) => distillation(outputs(batch, theta))(outputs(batch, at), targets(batch), batch)
        const all = (at: Params) => {
          const z = outputs(batch, at)
          return meanOver(batch, averageAlong(subtract(logSumExp(z), z)))
        }
        const elsewhere = multiply(2, theta)
        const soft = loss(softLabels(batch, theta))
        const every = loss(everyLabel(batch))
        return {
          soft: soft(elsewhere),
          ownSoft: mine(elsewhere),
          softGradient: grad(soft)(elsewhere),
          ownSoftGradient: grad(mine)(elsewhere),
          every: every(elsewhere),
          ownEvery: all(elsewhere),
        }
      },
      { network, between: { inputShape: [3], outputs: 4 } },
    )
    await fc.assert(
      fc.asyncProperty(cases([0, 1, 2, 3]), async ({ batch, theta }) => {
        const is = await run(theta, batch)
        const [built, own] = [
          [...is.soft, ...is.softGradient, ...is.every],
          [...is.ownSoft, ...is.ownSoftGradient, ...is.ownEvery],
        ]
        own.forEach((x, j) => expect(Math.abs(x - built[j]!)).toBeLessThanOrEqual(most))
      }),
      { numRuns: 10 },
    )
  })
})
