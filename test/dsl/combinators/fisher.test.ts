import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { padTo } from '../../../src/data/index.ts'
import { dot, firstOrder, fisher, grad, loss, square } from '../../../src/dsl/index.ts'
import { near } from '../../../src/laws/index.ts'
import { mlp } from '../../../src/networks/index.ts'
import { batches, thetas } from '../examples.ts'
import { learner } from '../learner.ts'
import { logits, lossGradient, meanOf, rowsOf, softmax, surpriseGradient } from '../softmax-regression.ts'

const [features, classes, count] = [2, 3, 4]
const setting = { network: mlp({ hidden: [] }), between: { inputShape: [features], outputs: classes } }
const cases = fc.record({ theta: thetas((features + 1) * classes), batch: batches(count, features, classes) })
const oneHot = (label: number): readonly number[] => Array.from({ length: classes }, (_, c) => (c === label ? 1 : 0))

const run = learner(
  ({ theta, batch }) => ({
    sampled: fisher('true')(batch, theta),
    empirical: fisher('empirical')(batch, theta),
    squaredMean: square(grad(loss(batch))(theta)),
    curvature: grad((at: typeof theta) => dot(grad(loss(batch))(at), firstOrder(theta)))(theta),
  }),
  setting,
)
type Case = { readonly theta: readonly number[]; readonly batch: Parameters<typeof run>[1] }

/** For each example, the chance of every label and the gradient of its surprise. */
const outcomes = ({ theta, batch }: Case) =>
  rowsOf(batch).map(({ x }) =>
    softmax(logits(theta, x, classes)).map((chance, label) => ({
      chance,
      gradient: surpriseGradient(theta, { x, y: oneHot(label) }),
    })),
  )

const expected = (
  of: readonly { readonly chance: number; readonly gradient: readonly number[] }[],
  f: (g: number) => number,
) => of[0]!.gradient.map((_, m) => of.reduce((so, { chance, gradient }) => so + chance * f(gradient[m]!), 0))

/** Fₘ = (1/N) Σₓ E_y (∂ log p(y | x)/∂θₘ)². */
const exactDiagonal = (at: Case): readonly number[] => meanOf(outcomes(at).map((of) => expected(of, (g) => g * g)))

/** How much one sampled estimate varies: (1/N²) Σₓ Var_y (∂ log p/∂θₘ)². */
const variance = (at: Case): readonly number[] =>
  meanOf(
    outcomes(at).map((of) => {
      const [second, fourth] = [expected(of, (g) => g ** 2), expected(of, (g) => g ** 4)]
      return fourth.map((x, m) => (x - second[m]! ** 2) / count)
    }),
  )

/** p_c(1 − p_c) x̃ᵢ², the diagonal of (diag p − ppᵀ) ⊗ x̃x̃ᵀ. */
const closedDiagonal = ({ theta, batch }: Case): readonly number[] =>
  meanOf(
    rowsOf(batch).map(({ x }) => {
      const p = softmax(logits(theta, x, classes))
      return [...x, 1].flatMap((xi) => p.map((pc) => pc * (1 - pc) * xi * xi))
    }),
  )

/** The whole matrix times a vector: Σ_d (p_c δ_cd − p_c p_d) x̃ᵢ Σⱼ x̃ⱼ v_jd. */
const closedProduct = ({ theta, batch }: Case, v: readonly number[]): readonly number[] =>
  meanOf(
    rowsOf(batch).map(({ x }) => {
      const p = softmax(logits(theta, x, classes))
      const through = p.map((_, d) => [...x, 1].reduce((so, xj, j) => so + xj * v[j * classes + d]!, 0))
      const average = p.reduce((so, pd, d) => so + pd * through[d]!, 0)
      return [...x, 1].flatMap((xi) => p.map((pc, c) => xi * pc * (through[c]! - average)))
    }),
  )

/** The same examples, their labels replaced by the model's own prediction: the loss is then KL(p_θ₀ ‖ p_θ) and a constant. */
const softened = ({ theta, batch }: Case): Case['batch'] => ({
  ...batch,
  targets: Float32Array.from(rowsOf(batch).flatMap(({ x }) => softmax(logits(theta, x, classes)))),
})

describe('the Fisher information of softmax regression', () => {
  it('law: its closed form is the expected square of ∂ log p, label by label', () =>
    fc.assert(fc.property(cases, (at) => near(exactDiagonal(at), closedDiagonal(at), 64, 4))))
  it('law: it is the Hessian of KL(p_θ₀ ‖ p_θ) at θ₀, differentiated twice', () =>
    fc.assert(
      fc.asyncProperty(cases, async (at) => {
        const { curvature } = await run(at.theta, softened(at))
        expect(near(curvature, closedProduct(at, at.theta), 256, 16)).toBe(true)
      }),
    ))
  it('law: with sampled labels it goes to the exact one, as fast as the law of large numbers says', () =>
    fc.assert(
      fc.asyncProperty(cases, fc.nat(1e6), async (at, from) => {
        const draws = 200
        const seeds = Array.from({ length: draws }, (_, i) => from + i)
        const samples = await Promise.all(seeds.map(async (seed) => (await run(at.theta, at.batch, { seed })).sampled))
        const [got, want, spread] = [meanOf(samples), exactDiagonal(at), variance(at)]
        got.forEach((f, m) => {
          expect(Math.abs(f - want[m]!)).toBeLessThanOrEqual(8 * Math.sqrt(spread[m]! / draws) + 1e-9)
        })
      }),
      { numRuns: 6 },
    ))
  it('law: with squared error labels have normal noise, and it goes to the mean of x̃²', () => {
    const line = { network: mlp({ hidden: [], loss: 'squaredError' }), between: setting.between }
    const sampled = learner(({ theta, batch }) => ({ f: fisher('true')(batch, theta) }), line)
    return fc.assert(
      fc.asyncProperty(cases, fc.nat(1e6), async (at, from) => {
        const draws = 200
        const seeds = Array.from({ length: draws }, (_, i) => from + i)
        const got = meanOf(
          await Promise.all(seeds.map(async (seed) => (await sampled(at.theta, at.batch, { seed })).f)),
        )
        const moments = (power: number) =>
          meanOf(rowsOf(at.batch).map(({ x }) => [...x, 1].flatMap((xi) => oneHot(0).map(() => xi ** power))))
        const [want, fourth] = [moments(2), moments(4)]
        // Of ε² x̃² the variance is 2 x̃⁴; the estimate is a mean of so many examples and draws.
        got.forEach((f, m) => {
          expect(Math.abs(f - want[m]!)).toBeLessThanOrEqual(8 * Math.sqrt((2 * fourth[m]!) / (count * draws)) + 1e-9)
        })
      }),
      { numRuns: 6 },
    )
  })
  it('law: the empirical one takes the labels in the data, and squares sample by sample', () =>
    fc.assert(
      fc.asyncProperty(cases, async (at) => {
        const { empirical, squaredMean } = await run(at.theta, at.batch)
        const squares = rowsOf(at.batch).map((row) => surpriseGradient(at.theta, row).map((g) => g * g))
        expect(near(empirical, meanOf(squares), 64, 1)).toBe(true)
        expect(
          near(
            squaredMean,
            lossGradient(at.theta, at.batch).map((g) => g * g),
            64,
            1,
          ),
        ).toBe(true)
      }),
    ))
  it('law: padding does not count', () =>
    fc.assert(
      fc.asyncProperty(cases, async (at) => {
        const [plain, padded] = [await run(at.theta, at.batch), await run(at.theta, padTo(count + 3)(at.batch))]
        expect(near(plain.empirical, padded.empirical, 64, 1)).toBe(true)
      }),
      { numRuns: 30 },
    ))
  it('control: the empirical one is not the true one, and neither is the square of the mean gradient', async () => {
    const points = fc.sample(cases, 10)
    const results = await Promise.all(points.map((at) => run(at.theta, at.batch)))
    const far = (f: (r: (typeof results)[number]) => readonly number[]): boolean =>
      results.some((r, i) => !near(f(r), exactDiagonal(points[i]!), 1e6, 1))
    expect(far((r) => r.empirical)).toBe(true)
    expect(far((r) => r.squaredMean)).toBe(true)
    expect(results.some((r) => !near(r.squaredMean, r.empirical, 1e6, 1))).toBe(true)
  })
})
