import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loss } from '../../src/dsl/index.ts'
import { near } from '../../src/laws/index.ts'
import { mlp } from '../../src/networks/index.ts'
import { batches, thetas } from '../dsl/examples.ts'
import { learner } from '../dsl/learner.ts'
import { lossOf } from '../dsl/softmax-regression.ts'
import { heightAt } from '../methods/least-squares.ts'
import { line } from '../methods/played.ts'
import { regressions, vectors } from '../methods/points.ts'

const [features, classes, count] = [2, 3, 4]
const between = { inputShape: [features], outputs: classes }
const crossEntropy = learner(({ theta, batch }) => ({ l: loss(batch)(theta) }), {
  network: mlp({ hidden: [] }),
  between,
})
const squaredError = learner(({ theta, batch }) => ({ l: loss(batch)(theta) }), line)
/** Parameters and batches; no output is larger than 2 · 2 + 1. */
const cases = fc.tuple(thetas((features + 1) * classes), batches(count, features, classes))
const largest = 5
/** Adding the same to every bias adds it to every output: as much as overflows float64 where it is exponentiated as it is. */
const raised = (theta: readonly number[], by: number): readonly number[] =>
  theta.map((x, i) => (i < features * classes ? x : x + by))
/** Sums of so many terms for the outputs, the softmax and the mean, and an exponential and a logarithm. */
const operations = features + 2 * classes + count + 8

describe('the loss', () => {
  it('law: of cross entropy is the mean of −log p(y | x)', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([theta, batch]) => {
        const { l } = await crossEntropy(theta, batch)
        expect(near(l, [lossOf(theta, batch)], operations, largest)).toBe(true)
      }),
    ))
  it('law: of cross entropy does not see what is added to every output, however much', () =>
    fc.assert(
      fc.asyncProperty(cases, fc.constantFrom(-4096, 4096), async ([theta, batch], by) => {
        const { l } = await crossEntropy(raised(theta, by), batch)
        expect(near(l, [lossOf(theta, batch)], operations, largest + Math.abs(by))).toBe(true)
      }),
    ))
  it('law: of squared error is the mean of ½ (f(x) − y)²', () =>
    fc.assert(
      fc.asyncProperty(vectors(2), regressions(4), async (theta, batch) => {
        const { l } = await squaredError(theta, batch)
        // No output is further from what it should be than 2 · 2 + 2 + 2, and half of that squared is 32.
        expect(near(l, [heightAt(batch, theta)], 16, 32)).toBe(true)
      }),
    ))
  it('control: of cross entropy sees what is added to one output alone', async () => {
    const law = fc.asyncProperty(cases, async ([theta, batch]) => {
      const { l } = await crossEntropy([...theta.slice(0, -1), theta.at(-1)! + 1], batch)
      return near(l, [lossOf(theta, batch)], operations, largest)
    })
    expect((await fc.check(law, { numRuns: 20 })).failed).toBe(true)
  })
})
