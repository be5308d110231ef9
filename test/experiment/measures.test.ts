import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { statisticsSlot } from '../../src/compiler/index.ts'
import { batchOf, type Examples, type HostBatch } from '../../src/data/index.ts'
import { defaults } from '../../src/dsl/index.ts'
import {
  alignmentOf,
  binsPerDecade,
  fisherSpectrum,
  sparsityOf,
  spectrum,
} from '../../src/experiment/measures/index.ts'
import { referenceDevice } from '../../src/interpreters/devices/index.ts'
import { outputsOf, session } from '../../src/interpreters/runtime/index.ts'
import { finetune } from '../../src/methods/index.ts'
import { batchNormalisation, mlp, type Network } from '../../src/networks/index.ts'
import { right } from './digits.ts'

const pixels = 4
const classes = 3
const between = { inputShape: [2, 2], outputs: classes }

/** Softmax regression, whose gradient is (p − y) ⊗ (x, 1). */
const linear = () => ({ network: mlp({ hidden: [] }), between, device: referenceDevice() })
const hidden = () => ({ network: mlp({ hidden: [4] }), between, device: referenceDevice() })

const examplesOf = (rows: readonly { readonly x: readonly number[]; readonly label: number }[]): Examples => ({
  count: rows.length,
  inputShape: [2, 2],
  classes,
  copyInput: (index, into, offset) => {
    for (let p = 0; p < pixels; p += 1) into[offset + p] = rows[index]!.x[p]!
  },
  label: (index) => rows[index]!.label,
})

const row = fc.record({
  x: fc.array(
    fc.integer({ min: -16, max: 16 }).map((k) => k / 16),
    { minLength: pixels, maxLength: pixels },
  ),
  label: fc.nat({ max: classes - 1 }),
})

const aBatch = fc
  .array(row, { minLength: 1, maxLength: 5 })
  .map((rows) => batchOf(examplesOf(rows), Int32Array.from(rows.keys()), 0))

const learner = async (around: ReturnType<typeof linear>, seed: number) => {
  const own = session({ ...around, program: finetune.program(defaults(finetune.options)) })
  return { own, state: right(await own.initial(seed)()) }
}

/** The alignment of batches at the initial parameters of a seed; that it leaves no buffer behind is held to. */
const aligned = async (around: ReturnType<typeof linear>, seed: number, batches: readonly HostBatch[]) => {
  const { own, state } = await learner(around, seed)
  const held = around.device.buffers()
  const found = right(await alignmentOf(around)(seed, state, batches.map(E.right))())
  expect(around.device.buffers()).toBe(held)
  own.release(state)
  return found
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0)

/** By hand, from the logits: the mean over the batch of (p − y) ⊗ (x, 1). */
const gradientsByHand = async (
  seed: number,
  batches: readonly HostBatch[],
): Promise<readonly (readonly number[])[]> => {
  const { own, state } = await learner(linear(), seed)
  const gradients: number[][] = []
  for (const { count, inputs, targets } of batches) {
    const logits = right(await outputsOf(own)({ seed, state, task: 0, inputs, count })())
    const gradient = new Array<number>(classes * (pixels + 1)).fill(0)
    for (let n = 0; n < count; n += 1) {
      const raised = Array.from({ length: classes }, (_, c) => Math.exp(logits[n * classes + c]!))
      const whole = raised.reduce((a, b) => a + b)
      for (let c = 0; c < classes; c += 1) {
        const error = (raised[c]! / whole - targets[n * classes + c]!) / count
        for (let p = 0; p <= pixels; p += 1)
          gradient[c * (pixels + 1) + p]! += error * (p === pixels ? 1 : inputs[n * pixels + p]!)
      }
    }
    gradients.push(gradient)
  }
  return gradients
}

const pairsOf = <A>(all: readonly A[]): readonly (readonly [A, A])[] =>
  all.flatMap((a, i) => all.slice(i + 1).map((b) => [a, b] as const))

/** Gradients are at most √(2·5) long here: |p − y|² ≤ 2 and |(x, 1)|² ≤ 5. Some 10³ roundings lie on the way to a product. */
const nearly = 1e3 * 10 * Number.EPSILON

describe('alignment', () => {
  it('law: is the mean of ⟨gᵢ, gⱼ⟩ and of cos(gᵢ, gⱼ) by hand', () =>
    fc.assert(
      fc.asyncProperty(fc.array(aBatch, { minLength: 2, maxLength: 4 }), fc.nat(1000), async (batches, seed) => {
        const found = await aligned(linear(), seed, batches)
        const pairs = pairsOf(await gradientsByHand(seed, batches))
        const product = pairs.reduce((sum, [a, b]) => sum + dot(a, b), 0) / pairs.length
        expect(Math.abs(found!.product - product)).toBeLessThan(nearly)
        const cosine =
          pairs.reduce((sum, [a, b]) => sum + dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)), 0) / pairs.length
        const shortest = Math.min(...pairs.flat().map((g) => Math.sqrt(dot(g, g))))
        expect(Math.abs(found!.cosine - cosine)).toBeLessThan(nearly / Math.min(1, shortest ** 2))
      }),
      { numRuns: 30 },
    ))

  it('law: is symmetric in the tasks', () =>
    fc.assert(
      fc.asyncProperty(fc.array(aBatch, { minLength: 2, maxLength: 4 }), fc.nat(1000), async (batches, seed) => {
        const [one, other] = [
          await aligned(hidden(), seed, batches),
          await aligned(hidden(), seed, [...batches].reverse()),
        ]
        expect(Math.abs(one!.product - other!.product)).toBeLessThan(nearly * 10)
        expect(one!.cosine).toBeGreaterThanOrEqual(-1 - nearly)
        expect(one!.cosine).toBeLessThanOrEqual(1 + nearly)
      }),
      { numRuns: 20 },
    ))

  it('law: of tasks that are all the same it is ‖∇L‖² ≥ 0, with cosine 1', () =>
    fc.assert(
      fc.asyncProperty(aBatch, fc.integer({ min: 2, max: 4 }), fc.nat(1000), async (batch, times, seed) => {
        const found = await aligned(linear(), seed, Array(times).fill(batch))
        const [gradient] = await gradientsByHand(seed, [batch])
        expect(Math.abs(found!.product - dot(gradient!, gradient!))).toBeLessThan(nearly)
        expect(Math.abs(found!.cosine - 1)).toBeLessThan(nearly)
      }),
      { numRuns: 20 },
    ))

  it('control: the same input with other labels interferes; it is not the square of the joint gradient', async () => {
    const of = (label: number) => batchOf(examplesOf([{ x: [1, 0.5, -1, 0], label }]), Int32Array.of(0), 0)
    const found = await aligned(linear(), 3, [of(0), of(1)])
    expect(found!.product).toBeLessThan(-0.1)
    expect(found!.cosine).toBeLessThan(-0.1)
  })

  it('is not there for one task, nor where a gradient is infinite; a gradient of zeros has cosine 0', async () => {
    const of = (x: number) => batchOf(examplesOf([{ x: [x, 0, 0, 0], label: 1 }]), Int32Array.of(0), 0)
    expect(await aligned(linear(), 0, [of(1)])).toBeUndefined()
    const infinite = { ...of(1), inputs: Float32Array.of(Number.POSITIVE_INFINITY, 0, 0, 0) }
    expect(await aligned(linear(), 0, [of(1), infinite])).toBeUndefined()
    const nothing = { ...of(1), weights: Float32Array.of(0) }
    expect(await aligned(linear(), 0, [of(1), nothing])).toEqual({ product: 0, cosine: 0 })
  })
})

describe('spectrum', () => {
  const positive = fc.integer({ min: -37, max: 20 }).map((k) => 10 ** ((k + 0.5) / binsPerDecade))

  it('law: every value is in its bin or is 0, and the ends of the histogram hold something', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.oneof(positive, fc.constant(0)))), (tensors) => {
        const { zeros, first, counts } = spectrum(tensors)!
        const values = tensors.flat()
        expect(zeros).toBe(values.filter((value) => value === 0).length)
        expect(counts.reduce((a, b) => a + b, zeros)).toBe(values.length)
        counts.forEach((count, i) => {
          const [low, high] = [10 ** ((first + i) / binsPerDecade), 10 ** ((first + i + 1) / binsPerDecade)]
          expect(values.filter((value) => low <= value && value < high).length).toBe(count)
        })
        expect(counts.length === 0 || (counts[0]! > 0 && counts.at(-1)! > 0)).toBe(true)
      }),
    )
  })

  it('law: ten times the values is the same histogram a decade on', () => {
    fc.assert(
      fc.property(fc.array(positive, { minLength: 1 }), (values) => {
        const { first, counts } = spectrum([values])!
        expect(spectrum([values.map((x) => 10 * x)])).toEqual({ zeros: 0, first: first + binsPerDecade, counts })
      }),
    )
  })

  it('is not there where a value is negative or not finite', () => {
    expect(spectrum([[1, Number.NaN]])).toBeUndefined()
    expect(spectrum([[Number.POSITIVE_INFINITY]])).toBeUndefined()
    expect(spectrum([[-1]])).toBeUndefined()
    expect(spectrum([])).toEqual({ zeros: 0, first: 0, counts: [] })
  })

  it('of the Fisher information: the weights of a dead pixel have none, the others some', async () => {
    const around = linear()
    const { own, state } = await learner(around, 5)
    const batch = batchOf(
      examplesOf([1, 2, 3].map((k) => ({ x: [k / 4, 0, -k / 8, 0], label: 0 }))),
      Int32Array.of(0, 1, 2),
      0,
    )
    const found = right(await fisherSpectrum(around)(5, state, [E.right(batch)])())
    expect(found!.zeros).toBe(2 * classes)
    expect(found!.counts.reduce((a, b) => a + b)).toBe(classes * (pixels + 1) - 2 * classes)
    own.release(state)
    expect(around.device.buffers()).toBe(0)
  })
})

describe('what is measured of a network with running statistics', () => {
  const network: Network = {
    name: 'own',
    layers: [{ _tag: 'Flatten' }, batchNormalisation('norm'), { _tag: 'Dense', group: 'output', units: 'outputs' }],
    initialisation: 'kaimingNormal',
    loss: 'crossEntropy',
  }
  const batch = batchOf(
    examplesOf([1, 2, 3].map((k) => ({ x: [k / 4, 1 - k / 8, -k / 8, k / 2], label: k % classes }))),
    Int32Array.of(0, 1, 2),
    0,
  )
  it('is by those of the learner, which stay as they are', async () => {
    const around = { ...linear(), network }
    const { own, state } = await learner(around, 5)
    const learned = right(await own.handle(5, state, { name: 'onBatch', task: 0, batch: 0, batches: { batch } })())
    const held = around.device.buffers()
    const statistics = async () => right(await own.read(learned[statisticsSlot]!)()).map((x) => Array.from(x))
    const before = await statistics()
    const look = fisherSpectrum(around)
    const one = right(await look(5, learned, [E.right(batch)])())
    // Batches that are shown move nothing: the second look at one is as the first.
    expect(right(await look(5, learned, [E.right(batch), E.right(batch)])())).toEqual(one)
    expect(await statistics()).toEqual(before)
    expect(around.device.buffers()).toBe(held)
    const { [statisticsSlot]: _, ...without } = learned
    const fresh = right(await own.initial(5)())
    const other = right(await look(5, { ...without, [statisticsSlot]: fresh[statisticsSlot]! }, [E.right(batch)])())
    expect(other).not.toEqual(one)
    own.release(learned)
    own.release(fresh)
    expect(around.device.buffers()).toBe(0)
  })
})

describe('sparsity', () => {
  const sparse = fc.array(
    fc.record({
      x: fc.array(fc.constantFrom(0, 0, 0.5, -1), { minLength: pixels, maxLength: pixels }),
      label: fc.nat(2),
    }),
    { minLength: 1, maxLength: 5 },
  )
  it('law: of a network whose last layer sees the inputs, it is the share of them that are not 0, and that are 0 for all', () =>
    fc.assert(
      fc.asyncProperty(sparse, fc.nat(99), async (rows, seed) => {
        const around = linear()
        const { own, state } = await learner(around, seed)
        const held = around.device.buffers()
        const batch = batchOf(examplesOf(rows), Int32Array.from(rows.keys()), 0)
        const { active, dead } = right(await sparsityOf(around)!(seed, state, [E.right(batch)])())
        const there = rows.flatMap(({ x }) => x.filter((value) => value !== 0)).length
        const never = Array.from({ length: pixels }, (_, p) => rows.every(({ x }) => x[p] === 0)).filter(Boolean).length
        expect(active).toBeCloseTo(there / (rows.length * pixels), 12)
        expect(dead).toBeCloseTo(never / pixels, 12)
        expect(around.device.buffers()).toBe(held)
        own.release(state)
      }),
      { numRuns: 20 },
    ))
})
