import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { padTo } from '../../../src/data/index.ts'
import { dot, firstOrder, grad, labelledOutput, outputSensitivity, sensitivity } from '../../../src/dsl/index.ts'
import { near, same } from '../../../src/laws/index.ts'
import { mlp } from '../../../src/networks/index.ts'
import { batches, exampleOf, thetas } from '../examples.ts'
import { learner } from '../learner.ts'
import { logits, meanOf, rowsOf } from '../softmax-regression.ts'

const [features, classes, count] = [2, 3, 4]
const between = { inputShape: [features], outputs: classes }
const linear = { network: mlp({ hidden: [] }), between }
const deep = { network: mlp({ hidden: [3], activation: 'tanh' }), between }
const size = (features + 1) * classes
const deepSize = (features + 1) * 3 + 4 * classes

const of = (setting: typeof linear) =>
  learner(
    ({ theta, batch }) => ({
      each: outputSensitivity(batch, theta),
      norm: sensitivity(batch, theta),
      labelled: grad(labelledOutput(batch))(theta),
    }),
    setting,
  )
const onLinear = of(linear)
const onDeep = of(deep)
const cases = fc.record({ theta: thetas(size), batch: batches(count, features, classes) })
const deepCases = fc.record({ theta: thetas(deepSize), batch: batches(count, features, classes) })

const oneHot = (label: number): readonly number[] => Array.from({ length: classes }, (_, c) => (c === label ? 1 : 0))

describe('labelledOutput', () => {
  it('by hand: of a linear net its gradient is the mean of x̃ at the label', () =>
    fc.assert(
      fc.asyncProperty(cases, async ({ theta, batch }) => {
        const { labelled } = await onLinear(theta, batch)
        const want = meanOf(rowsOf(batch).map(({ x, y }) => [...x, 1].flatMap((xi) => y.map((yc) => yc * xi))))
        expect(near(labelled, want, 64)).toBe(true)
      }),
    ))
})

describe('outputSensitivity', () => {
  it('by hand: of a linear net it is the mean of |x̃|, at every θ', () =>
    fc.assert(
      fc.asyncProperty(cases, async ({ theta, batch }) => {
        const { each } = await onLinear(theta, batch)
        const want = meanOf(rowsOf(batch).map(({ x }) => [...x, 1].flatMap((xi) => oneHot(0).map(() => Math.abs(xi)))))
        expect(near(each, want, 64)).toBe(true)
      }),
    ))
  it('law: it is the root of the squares of the gradients of the outputs, each taken by itself', () =>
    fc.assert(
      fc.asyncProperty(deepCases, async ({ theta, batch }) => {
        const { each } = await onDeep(theta, batch)
        const rows = await Promise.all(
          rowsOf(batch).map(async (_, row) => {
            const squares = await Promise.all(
              oneHot(0).map(async (_, label) => {
                const one = { ...exampleOf(batch, row), targets: Float32Array.from(oneHot(label)) }
                return (await onDeep(theta, one)).labelled.map((g) => g * g)
              }),
            )
            return squares[0]!.map((_, m) => Math.sqrt(squares.reduce((so, s) => so + s[m]!, 0)))
          }),
        )
        expect(near(each, meanOf(rows), 256, 4)).toBe(true)
      }),
      { numRuns: 30 },
    ))
  it('law: no label and no padding is looked at', () =>
    fc.assert(
      fc.asyncProperty(deepCases, batches(count, features, classes), async ({ theta, batch }, other) => {
        const { each } = await onDeep(theta, batch)
        expect(same(each, (await onDeep(theta, { ...batch, targets: other.targets })).each)).toBe(true)
        expect(near(each, (await onDeep(theta, padTo(count + 2)(batch))).each, 64)).toBe(true)
      }),
      { numRuns: 30 },
    ))
  it('law: |∂‖f‖²| ≤ 2 ‖f‖ ‖∂f‖, sample by sample', () =>
    fc.assert(
      fc.asyncProperty(cases, async ({ theta, batch }) => {
        const [x] = rowsOf(batch)
        const { each, norm } = await onLinear(theta, exampleOf(batch, 0))
        const length = Math.hypot(...logits(theta, x!.x, classes))
        norm.forEach((n, m) => expect(n).toBeLessThanOrEqual(2 * length * each[m]! * (1 + 1e-12) + 1e-12))
      }),
    ))
  it('law: 0 for weights of an input that is 0, and a derivative through it is a number there too', async () => {
    const run = learner(
      ({ theta, batch }) => ({
        each: outputSensitivity(batch, theta),
        slope: grad((p: typeof theta) => dot(outputSensitivity(batch, p), firstOrder(theta)))(theta),
      }),
      deep,
    )
    const [at] = fc.sample(deepCases, 1)
    const inputs = at!.batch.inputs.map((x, i) => (i % features === 0 ? 0 : x))
    const { each, slope } = await run(at!.theta, { ...at!.batch, inputs })
    expect(each.slice(0, 3)).toEqual([0, 0, 0])
    expect(slope.every(Number.isFinite)).toBe(true)
  })
  it('control: it is not the squared norm’s sensitivity', async () => {
    const points = fc.sample(cases, 5)
    const results = await Promise.all(points.map(({ theta, batch }) => onLinear(theta, batch)))
    expect(results.some(({ each, norm }) => !near(each, norm, 1e6))).toBe(true)
  })
})
