import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { add, defineMethod, grad, gradientStep, like, positive, shuffle, take } from '../../src/dsl/index.ts'
import { type Pairs, trainOn } from '../../src/experiment/index.ts'
import { render } from '../../src/fault.ts'
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

/** A step on one example of the batch, drawn anew. */
const oneDrawn = defineMethod({
  name: 'one drawn',
  source: 'a test',
  options: {},
  state: () => ({}),
  onBatch:
    () =>
    ({ theta, batch, loss }) => ({ theta: gradientStep({ loss: loss(take(shuffle(batch), 1)), rate: 0.125 })(theta) }),
})

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

  it('law: going on from a learner with the same seed draws what one run of all batches draws, and nothing twice', () => {
    const batch = fc
      .array(fc.tuple(sixteenth, sixteenth), { minLength: 4, maxLength: 9 })
      .map((all): Pairs => ({ inputs: all.map(([x]) => [x]), targets: all.map(([, y]) => [y]) }))
    const batches = fc.array(batch, { minLength: 1, maxLength: 3 })
    return fc.assert(
      fc.asyncProperty(batches, batches, batches, fc.nat(99), async (a, b, c, seed) => {
        const of = { network: line, seed, backend: 'cpu' } as const
        const whole = right(await trainOn(oneDrawn, { ...of, batches: [...a, ...b, ...c] })())
        const first = right(await trainOn(oneDrawn, { ...of, batches: a })())
        const second = right(await trainOn(oneDrawn, { ...of, from: first, batches: b })())
        const third = right(await trainOn(oneDrawn, { ...of, from: second, batches: c })())
        expect(third.numbers).toEqual(whole.numbers)
        expect([first.batches, third.batches]).toEqual([a.length, a.length + b.length + c.length])
      }),
      { numRuns: 15 },
    )
  })

  it('law: the start and the end of what is gone on with have draws of their own', async () => {
    // Of 64 inputs each event shuffles, the first says which came first: 1 in 64 that two agree by chance.
    const all = Array.from({ length: 64 }, (_, i) => i)
    const batches = [{ inputs: all.map((i) => [i]), targets: all.map(() => [0]) }]
    const atEnd = defineMethod({
      name: 'drawn at the end',
      source: 'a test',
      options: {},
      state: () => ({}),
      onBatch:
        () =>
        ({ theta }) => ({ theta: add(theta, 0) }),
      onTaskEnd:
        () =>
        ({ theta, data, loss }) => ({
          theta: add(like(theta, 0), grad(loss(take(shuffle(data), 1)))(like(theta, 1))),
        }),
    })
    const of = { network: line, batches, backend: 'cpu' } as const
    const drawn: string[] = []
    let learner = right(await trainOn(atEnd, of)())
    for (let i = 0; i < 5; i += 1) {
      drawn.push(JSON.stringify(learner.numbers.theta?.map((tensor) => Array.from(tensor))))
      learner = right(await trainOn(atEnd, { ...of, from: learner })())
    }
    expect(new Set(drawn).size).toBeGreaterThan(2)
  })

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

  const odd: readonly (readonly [unknown, string])[] = [
    [null, 'null'],
    ['1', '"1"'],
    [undefined, 'undefined'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    [true, 'true'],
    [[1], 'a list'],
    [{}, 'an object'],
    [1n, 'a bigint'],
    [Number, 'a function'],
  ]
  it.each(odd)('takes no %s for a number: it says of which vector of which batch', async (value, said) => {
    const good = { inputs: [[1, 2]], targets: [[1]] }
    const saying = async (batch: unknown) => {
      const batches = [good, batch] as readonly Pairs[]
      return E.mapLeft(render)(await trainOn(methods.finetune!, { network: line, batches })())
    }
    const message = (what: string, path: string) =>
      E.left(`trainOn: every ${what} must be of finite numbers, got ${said}.\n  in        ${path}`)
    const inInputs = await saying({
      inputs: [
        [1, 2],
        [3, value],
      ],
      targets: [[1], [2]],
    })
    expect(inInputs).toEqual(message('input', 'batch 2 ▸ input 2 ▸ number 2'))
    expect(await saying({ inputs: [[1, 2]], targets: [[value]] })).toEqual(
      message('target', 'batch 2 ▸ target 1 ▸ number 1'),
    )
    const learner = right(await trainOn(methods.finetune!, { network: line, batches: [good] })())
    expect(E.mapLeft(render)(await learner.predict([[1, value as number]])())).toEqual(
      E.left(`predict: every input must be of finite numbers, got ${said}.\n  in        input 1 ▸ number 2`),
    )
  })

  const unread: readonly (readonly [unknown, string])[] = [
    [null, '`batches` must be a list of batches'],
    ['ab', '`batches` must be a list of batches'],
    [[null], 'a batch must have at least one input and its target'],
    [[{ inputs: [], targets: [] }], 'a batch must have at least one input and its target'],
    [[{ inputs: 'ab', targets: [[1]] }], 'a batch must have at least one input and its target'],
    [[{ inputs: [[1]] }], 'the targets must be a list of lists of numbers'],
    [[{ inputs: [1], targets: [[1]] }], 'every input must be a list of numbers'],
    [[{ inputs: [[1]], targets: ['1'] }], 'every target must be a list of numbers'],
  ]
  it.each(unread)('refuses batches %j', async (batches, rule) => {
    const made = await trainOn(methods.finetune!, { network: line, batches: batches as readonly Pairs[] })()
    expect(made).toMatchObject({ left: { rule, code: 2 } })
  })

  it('refuses a seed that is not whole, and a learner with numbers that are not finite', async () => {
    const of = { network: line, batches: [{ inputs: [[1]], targets: [[1]] }] }
    for (const seed of [Number.NaN, 0.5]) {
      expect(await trainOn(methods.finetune!, { ...of, seed })()).toMatchObject({ left: { got: `${seed}` } })
    }
    const learner = right(await trainOn(methods.finetune!, of)())
    const from = { ...learner, numbers: { ...learner.numbers, theta: [[Number.NaN], [0]] } }
    expect(await trainOn(methods.finetune!, { ...of, from })()).toMatchObject({
      left: { rule: '`from` must be a learner whose numbers are finite', got: 'NaN' },
    })
  })
})
