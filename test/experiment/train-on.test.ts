import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { add, defineMethod, gradientStep, like, positive } from '../../src/dsl/index.ts'
import { type Pairs, trainOn } from '../../src/experiment/index.ts'
import { methods } from '../../src/methods/index.ts'
import { mlp, resNet18 } from '../../src/networks/index.ts'
import { right } from './digits.ts'

const line = mlp({ hidden: [], loss: 'squaredError' })
const sixteenth = fc.integer({ min: -32, max: 32 }).map((n) => n / 16)
const pairs = fc
  .array(fc.tuple(sixteenth, sixteenth), { minLength: 1, maxLength: 5 })
  .map((all): Pairs => ({ inputs: all.map(([x]) => [x]), targets: all.map(([, y]) => [y]) }))

/** One step on ½ mean (w x + b − y)², by hand. */
const byHand = ([w, b]: readonly [number, number], { inputs, targets }: Pairs, rate: number): [number, number] => {
  const apart = inputs.map(([x], i) => w * x! + b - targets[i]![0]!)
  const mean = (of: readonly number[]) => of.reduce((so, one) => so + one, 0) / of.length
  return [w - rate * mean(apart.map((d, i) => d * inputs[i]![0]!)), b - rate * mean(apart)]
}

const lineOf = async (learner: { predict: (inputs: number[][]) => () => Promise<E.Either<unknown, unknown>> }) => {
  const [[atZero], [atOne]] = right(await learner.predict([[0], [1]])()) as [[number], [number]]
  return [atOne - atZero, atZero] as const
}

describe('trainOn', () => {
  it('a straight line takes the steps that are worked out by hand, batch after batch', () =>
    fc.assert(
      fc.asyncProperty(fc.array(pairs, { minLength: 1, maxLength: 3 }), fc.nat(99), async (batches, seed) => {
        const of = { network: line, seed, options: { rate: 0.125 } }
        const empty: Pairs = { inputs: [[0]], targets: [[0]] }
        const still = right(await trainOn(methods.finetune!, { ...of, options: { rate: 1e-30 }, batches: [empty] })())
        const learner = right(await trainOn(methods.finetune!, { ...of, batches })())
        const want = batches.reduce((at, batch) => byHand(at, batch, 0.125), await lineOf(still))
        const got = await lineOf(learner)
        // Float32, some ten roundings a step of numbers below 16.
        for (const m of [0, 1]) expect(Math.abs(got[m]! - want[m]!)).toBeLessThan(40 * batches.length * 2 ** -24 * 16)
      }),
      { numRuns: 20 },
    ))

  it('going on from a learner is going on with more batches', () =>
    fc.assert(
      fc.asyncProperty(pairs, pairs, async (one, other) => {
        const of = { network: mlp({ hidden: [3], loss: 'squaredError' }), options: { rate: 0.1 } }
        const both = right(await trainOn(methods.finetune!, { ...of, batches: [one, other] })())
        const from = right(await trainOn(methods.finetune!, { ...of, batches: [one] })())
        const after = right(await trainOn(methods.finetune!, { ...of, from, batches: [other] })())
        expect(after.numbers).toEqual(both.numbers)
        // Control: a learner that is not gone on from starts anew.
        const anew = right(await trainOn(methods.finetune!, { ...of, batches: [other], seed: 1 })())
        expect(anew.numbers).not.toEqual(both.numbers)
      }),
      { numRuns: 10 },
    ))

  it('a method sees the start of the task, its batches and all of them at its end', async () => {
    const told = defineMethod({
      name: 'told',
      source: 'a test',
      options: { rate: positive(0.5) },
      state: () => ({}),
      onTaskStart:
        () =>
        ({ theta }) => ({ theta: like(theta, 0) }),
      onBatch:
        () =>
        ({ theta }) => ({ theta: add(theta, 0) }),
      onTaskEnd:
        (o) =>
        ({ theta, data, loss }) => ({ theta: gradientStep({ loss: loss(data), rate: o.rate })(theta) }),
    })
    const batches = [
      { inputs: [[1], [2]], targets: [[1], [2]] },
      { inputs: [[-1]], targets: [[3]] },
    ]
    const learner = right(await trainOn(told, { network: line, batches })())
    const all = { inputs: batches.flatMap((b) => b.inputs), targets: batches.flatMap((b) => b.targets) }
    const want = byHand([0, 0], all, 0.5)
    const got = await lineOf(learner)
    for (const m of [0, 1]) expect(got[m]).toBeCloseTo(want[m]!, 6)
  })

  it('hands back what does not fit', async () => {
    const rule = async (of: Partial<Parameters<typeof trainOn>[1]>) => {
      const batches = [{ inputs: [[1, 2]], targets: [[1]] }]
      const result = await trainOn(methods.finetune!, { network: line, batches, ...of })()
      return E.isLeft(result) ? result.left.rule : undefined
    }
    const learner = right(
      await trainOn(methods.finetune!, { network: line, batches: [{ inputs: [[1]], targets: [[1]] }] })(),
    )
    expect(await rule({})).toBeUndefined()
    expect(await rule({ batches: [{ inputs: [[1], [1, 2]], targets: [[1], [2]] }] })).toMatch(
      'every input must have 1 number',
    )
    expect(await rule({ batches: [{ inputs: [[1]], targets: [] }] })).toBe('there must be a target for each input')
    expect(await rule({ from: learner })).toMatch('`from` must be a learner of the same network')
    expect(await rule({ network: resNet18() })).toMatch('a window moves over images')
    expect(await rule({ options: { rate: -1 } })).toMatch('option `rate` must be')
    expect(E.isLeft(await learner.predict([[1, 2]])())).toBe(true)
  })
})
