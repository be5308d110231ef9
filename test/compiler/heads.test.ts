import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type HostBatch, padTo, withHead } from '../../src/data/index.ts'
import {
  draw,
  fisher,
  grad,
  gradientStep,
  join,
  loss,
  overSamples,
  push,
  reservoir,
  sensitivity,
} from '../../src/dsl/index.ts'
import { mlp, type Network } from '../../src/networks/index.ts'
import { batches, thetas } from '../dsl/examples.ts'
import { learner } from '../dsl/learner.ts'
import { allClose } from '../ir/close.ts'

const [size, classes] = [3, 5]
const network: Network = mlp({ hidden: [] })
const single = { inputShape: [size], outputs: classes }
const between = { ...single, heads: 'task' } as const

/** The outputs of softmax regression on one input: weights [size, classes], then biases. */
const outputsOf = (theta: readonly number[], x: readonly number[]): readonly number[] =>
  Array.from({ length: classes }, (_, c) =>
    x.reduce((so, e, i) => so + e * theta[i * classes + c]!, theta[size * classes + c]!),
  )

const rowsOf = (batch: HostBatch) =>
  Array.from({ length: batch.count }, (_, row) => ({
    x: Array.from(batch.inputs.subarray(row * size, (row + 1) * size)),
    label: batch.targets.subarray(row * classes, (row + 1) * classes).indexOf(1),
    head: Array.from({ length: classes }, (_, c) => c).filter((c) => (batch.heads?.[row * classes + c] ?? 1) === 1),
  }))

/** ∂/∂θ of the mean cross-entropy among the classes of each example's own head. */
const slope = (theta: readonly number[], batch: HostBatch): readonly number[] => {
  const g = Array<number>(theta.length).fill(0)
  for (const { x, label, head } of rowsOf(batch)) {
    const z = outputsOf(theta, x)
    const whole = head.reduce((so, c) => so + Math.exp(z[c]!), 0)
    for (const c of head) {
      const d = (Math.exp(z[c]!) / whole - (c === label ? 1 : 0)) / batch.count
      for (let i = 0; i < size; i++) g[i * classes + c]! += d * x[i]!
      g[size * classes + c]! += d
    }
  }
  return g
}

/** Examples of a task that has the first or the last classes. */
const heads = [
  [0, 1],
  [2, 3, 4],
] as const
const of = (task: 0 | 1, count: number): fc.Arbitrary<HostBatch> =>
  batches(count, size, heads[task].length).map((drawn) => {
    const shifted = new Float32Array(count * classes)
    for (let row = 0; row < count; row++)
      shifted[
        row * classes + heads[task][drawn.targets.subarray(row * drawn.classes, (row + 1) * drawn.classes).indexOf(1)]!
      ] = 1
    return withHead(heads[task])({ ...drawn, targets: shifted, classes, task })
  })
const either = (count: number) => fc.oneof(of(0, count), of(1, count))
const theta = thetas((size + 1) * classes)

const gradientIn = (learning: Parameters<typeof learner>[1]) =>
  learner(({ theta: at, batch }) => ({ theta: grad((p: typeof at) => loss(batch)(p))(at) }), learning)

describe('a head a task', () => {
  const gradient = gradientIn({ network, between })
  it('law: the loss is the cross-entropy among the classes of the task', () =>
    fc.assert(
      fc.asyncProperty(theta, either(3), async (at, batch) => {
        const { theta: got } = await gradient(at, batch)
        expect(allClose(got, slope(at, batch), 200)).toBe(true)
      }),
      { numRuns: 30 },
    ))
  it('control: with a single head it is not', async () => {
    const plain = gradientIn({ network, between: single })
    const law = fc.asyncProperty(theta, either(3), async (at, batch) =>
      allClose((await plain(at, batch)).theta, slope(at, batch), 200),
    )
    expect((await fc.check(law, { numRuns: 20 })).failed).toBe(true)
  })
  it('law: weights and biases of other classes have a gradient of exactly 0', () =>
    fc.assert(
      fc.asyncProperty(theta, either(2), async (at, batch) => {
        const { theta: got } = await gradient(at, batch)
        const own = heads[batch.task as 0 | 1] as readonly number[]
        expect(got.every((g, i) => own.includes(i % classes) || g === 0)).toBe(true)
      }),
      { numRuns: 20 },
    ))
  it('a batch without heads has all outputs, and padding none that count', async () => {
    const at = Array.from({ length: (size + 1) * classes }, (_, i) => Math.sin(i))
    const [batch] = fc.sample(of(1, 3), { numRuns: 1, seed: 1 })
    const { heads: _, ...bare } = batch!
    expect(allClose((await gradient(at, bare)).theta, slope(at, bare), 200)).toBe(true)
    expect(allClose((await gradient(at, padTo(5)(batch!))).theta, slope(at, batch!), 200)).toBe(true)
  })
  it('law: remembered examples keep their own heads where they join those of another task', () =>
    fc.assert(
      fc.asyncProperty(theta, of(0, 2), of(1, 2), fc.nat(99), async (at, old, batch, seed) => {
        const memories = { memory: reservoir(2) }
        const fill = learner(({ memory, batch: b }) => ({ memory: push(memory, b) }), { network, between, memories })
        const held = (await fill(at, old)).memories
        const replay = learner(
          ({ theta: p, memory, batch: b }) => ({
            theta: draw(memory, 2, (m) => grad((q: typeof p) => loss(join(m, b))(q))(p), { replacement: false }),
          }),
          { network, between, memories },
        )
        const { theta: got } = await replay(at, batch, { seed, memories: held })
        const [first, second] = [slope(at, old), slope(at, batch)]
        expect(
          allClose(
            got,
            first.map((g, i) => (g + second[i]!) / 2),
            400,
          ),
        ).toBe(true)
      }),
      { numRuns: 20 },
    ))
  it('law: sample by sample, each step uses the head of its own', () =>
    fc.assert(
      fc.asyncProperty(theta, either(3), async (at, batch) => {
        const steps = learner(
          ({ theta: p, batch: b }) => ({
            theta: overSamples(b, (q: typeof p, x) => gradientStep({ loss: loss(x), rate: 0.5 })(q))(p),
          }),
          { network, between },
        )
        const { theta: got } = await steps(at, batch)
        const rows = Array.from({ length: batch.count }, (_, row) => row)
        const want = rows.reduce<readonly number[]>((so, row) => {
          const one = {
            ...batch,
            count: 1,
            inputs: batch.inputs.subarray(row * size, (row + 1) * size),
            targets: batch.targets.subarray(row * classes, (row + 1) * classes),
            weights: batch.weights.subarray(row, row + 1),
            heads: batch.heads!.subarray(row * classes, (row + 1) * classes),
          }
          return so.map((t, i) => t - 0.5 * slope(so, one)[i]!)
        }, at)
        expect(allClose(got, want, 2000)).toBe(true)
      }),
      { numRuns: 20 },
    ))
  it('of one class leaves no choice: the label sampled from the model is its own, and there is nothing to learn', () =>
    fc.assert(
      fc.asyncProperty(theta, either(2), fc.nat(classes - 1), fc.nat(99), async (at, batch, only, seed) => {
        const sampling = (learning: Parameters<typeof learner>[1]) =>
          learner(({ theta: p, batch: b }) => ({ sampled: fisher('true')(b, p) }), learning)
        const alone = withHead([only])(batch)
        expect((await sampling({ network, between })(at, alone, { seed })).sampled.every((f) => f === 0)).toBe(true)
        expect((await sampling({ network, between: single })(at, alone, { seed })).sampled.some((f) => f > 0)).toBe(
          true,
        )
      }),
      { numRuns: 20 },
    ))
  it('law: labels sampled from the model, and the norm of its outputs, are of the head alone', () =>
    fc.assert(
      fc.asyncProperty(theta, either(2), fc.nat(99), async (at, batch, seed) => {
        const importances = learner(
          ({ theta: p, batch: b }) => ({ sampled: fisher('true')(b, p), moved: sensitivity(b, p) }),
          { network, between },
        )
        const { sampled, moved } = await importances(at, batch, { seed })
        const own = heads[batch.task as 0 | 1] as readonly number[]
        for (const importance of [sampled, moved])
          expect(importance.every((f, i) => own.includes(i % classes) || f === 0)).toBe(true)
        expect(sampled.some((f) => f > 0)).toBe(true)
      }),
      { numRuns: 20 },
    ))
})
