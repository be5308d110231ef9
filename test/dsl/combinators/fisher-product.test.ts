import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstOrder, fisherProduct, grad, loss, type Mode, only, softLabels } from '../../../src/dsl/index.ts'
import { near, same } from '../../../src/laws/index.ts'
import { batchNormalisation, mlp, type Network } from '../../../src/networks/index.ts'
import { batches, thetas } from '../examples.ts'
import { learner } from '../learner.ts'
import { logits, meanOf, rowsOf, softmax, surpriseGradient } from '../softmax-regression.ts'

const [features, classes, count] = [2, 3, 4]
const between = { inputShape: [features], outputs: classes }
const size = (features + 1) * classes
const cases = fc.record({ theta: thetas(size), batch: batches(count, features, classes) })

const on = (loss: 'crossEntropy' | 'squaredError', hidden: readonly number[] = []) => ({
  network: mlp({ hidden, activation: 'tanh', loss }),
  between,
})
/** F v at v = θ, which is as good as any. */
const product = (setting: ReturnType<typeof on>) =>
  learner(({ theta, batch }) => ({ fv: fisherProduct(batch, theta)(theta) }), setting)

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((so, x, i) => so + x * b[i]!, 0)

describe('fisherProduct', () => {
  const onSoftmax = product(on('crossEntropy'))
  it('law: it is (1/N) Σₓ Σ_y p(y | x) g gᵀ v, label by label', () =>
    fc.assert(
      fc.asyncProperty(cases, async ({ theta, batch }) => {
        const { fv } = await onSoftmax(theta, batch)
        const want = meanOf(
          rowsOf(batch).map(({ x }) => {
            const labels = softmax(logits(theta, x, classes)).map((chance, label) => {
              const g = surpriseGradient(theta, { x, y: [0, 1, 2].map((c) => (c === label ? 1 : 0)) })
              return g.map((gm) => chance * gm * dot(g, theta))
            })
            return labels[0]!.map((_, m) => labels.reduce((so, l) => so + l[m]!, 0))
          }),
        )
        expect(near(fv, want, 2 ** 10, 16)).toBe(true)
        expect(dot(theta, fv)).toBeGreaterThanOrEqual(-1e-12)
      }),
    ))
  it('law: of a linear model with squared error it is E[x̃x̃ᵀ] v for each output, whatever the labels and θ', () => {
    const onLine = product(on('squaredError'))
    return fc.assert(
      fc.asyncProperty(cases, batches(count, features, classes), async ({ theta, batch }, other) => {
        const { fv } = await onLine(theta, batch)
        const want = meanOf(
          rowsOf(batch).map(({ x }) => {
            const through = logits(theta, x, classes)
            return [...x, 1].flatMap((xi) => through.map((f) => xi * f))
          }),
        )
        expect(near(fv, want, 2 ** 8, 16)).toBe(true)
        expect(same(fv, (await onLine(theta, { ...batch, targets: other.targets })).fv)).toBe(true)
      }),
    )
  })
  it('law: weights below a normalisation have no information in their own direction while learning; predicting, they have', async () => {
    // What is normalised by the batch does not change when all weights of a unit grow together; by running statistics it does.
    const normalised = {
      network: {
        name: 'own',
        layers: [
          { _tag: 'Dense', group: 'dense', units: 2 },
          batchNormalisation('norm'),
          { _tag: 'Activation', activation: 'tanh' },
          { _tag: 'Dense', group: 'output', units: 'outputs' },
        ],
        initialisation: 'kaimingNormal',
        loss: 'crossEntropy',
      } satisfies Network,
      between,
    }
    const below = (mode: Mode) =>
      learner(({ theta, batch }) => ({ fv: fisherProduct(batch, theta, mode)(only('dense')(theta)) }), normalised)
    const theta = Array.from({ length: (features + 1) * 2 + 4 + 3 * classes }, (_, i) => Math.sin(3 * i + 1))
    const [batch] = fc.sample(
      batches(count, features, classes).filter(({ inputs }) => new Set(inputs).size === inputs.length),
      1,
    )
    const size = async (mode: Mode) => Math.hypot(...(await below(mode)(theta, batch!)).fv)
    expect(await size('predicting')).toBeGreaterThan(1e-3)
    // Up to ε = 1e-5 beside the variance.
    expect(await size('learning')).toBeLessThan(0.01 * (await size('predicting')))
  })
  it('law: the model’s own prediction is where its loss on these labels is stationary', async () => {
    for (const loss1 of ['crossEntropy', 'squaredError'] as const) {
      const run = learner(
        ({ theta, batch }) => ({ slope: grad(loss(softLabels(batch, firstOrder(theta))))(theta) }),
        on(loss1, [3]),
      )
      const deep = fc.record({
        theta: thetas((features + 1) * 3 + 4 * classes),
        batch: batches(count, features, classes),
      })
      await fc.assert(
        fc.asyncProperty(deep, async ({ theta, batch }) => {
          expect((await run(theta, batch)).slope.every((g) => Math.abs(g) <= 1e-14)).toBe(true)
        }),
        { numRuns: 30 },
      )
    }
  })
  it('control: with the labels of the data there is a slope, and the Hessian is another matrix', async () => {
    const run = learner(({ theta, batch }) => ({ slope: grad(loss(batch))(theta) }), on('crossEntropy'))
    const [at] = fc.sample(cases, 1)
    expect((await run(at!.theta, at!.batch)).slope.some((g) => Math.abs(g) > 1e-3)).toBe(true)
  })
})
