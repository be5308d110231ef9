import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { halvesOf } from '../../../src/ir/index.ts'
import {
  dropout,
  fitting,
  forward,
  gate,
  isNoisy,
  type Layer,
  type Network,
  relu,
  residual,
} from '../../../src/networks/index.ts'
import { tensor } from '../../arbitraries/index.ts'
import { secondSlopeAgrees, slopeAgrees } from '../../ir/gradient-laws.ts'
import { of } from '../../ir/values.ts'
import { curved, type Make, made } from './image-layers.ts'

const of1 = (...layers: readonly Layer[]): Network => ({
  name: 'own',
  layers,
  initialisation: 'kaimingNormal',
  loss: 'squaredError',
})

/** Layers as they learn, by a key of four halves of words; or as they predict. */
const learning =
  (...layers: readonly Layer[]): Make =>
  (o, x, key) =>
    forward(o, {
      network: of1(...layers),
      parameters: [],
      inputs: x!,
      noise: (layer, draw, shape) => o.philox(key!, shape, [0, layer, draw, 0]),
    }).outputs
const predicting =
  (...layers: readonly Layer[]): Make =>
  (o, x) =>
    forward(o, { network: of1(...layers), parameters: [], inputs: x! }).outputs

const keyOf = (a: number, b: number) => of([4], ...halvesOf(a), ...halvesOf(b))
const words = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const keys = fc.tuple(words, words).map(([a, b]) => keyOf(a, b))
const rates = fc.double({ min: 0.02, max: 0.98, noNaN: true })

describe('dropout', () => {
  it('law: while learning a number is 0 or x / (1 − rate), in its share, so that the mean is x', () =>
    fc.assert(
      fc.property(rates, keys, (rate, key) => {
        const n = 20_000
        const x = of([n, 1], ...Array<number>(n).fill(3))
        const got = made(learning(dropout(rate)), x, key)
        const kept = got.filter((e) => e !== 0)
        // Two roundings.
        expect(kept.every((e) => Math.abs(e - 3 / (1 - rate)) <= (4 * Number.EPSILON * 3) / (1 - rate))).toBe(true)
        // Within 6 standard deviations of the mean of n, but once in 10⁹.
        const mean = got.reduce((a, b) => a + b, 0) / n
        expect(Math.abs(mean - 3)).toBeLessThan(6 * 3 * Math.sqrt(rate / (1 - rate) / n))
        expect(Math.abs(kept.length / n - (1 - rate))).toBeLessThan(6 * Math.sqrt((rate * (1 - rate)) / n))
      }),
      { numRuns: 20 },
    ))
  it('law: predicting, and at rate 0, it is the identity to the bit', () =>
    fc.assert(
      fc.property(tensor([2, 3]), rates, keys, (x, rate, key) => {
        expect(made(predicting(dropout(rate)), x)).toEqual(Array.from(x.data))
        expect(made(learning(dropout(0)), x, key)).toEqual(Array.from(x.data))
      }),
    ))
  it('law: two of them in one network drop other numbers; one does the same again', () =>
    fc.assert(
      fc.property(keys, (key) => {
        const x = of([1, 256], ...Array<number>(256).fill(1))
        const [one, other] = [made(learning(dropout(0.5)), x, key), made(learning(relu, dropout(0.5)), x, key)]
        const both = made(learning(residual({ body: [dropout(0.5)], shortcut: [dropout(0.5)] })), x, key)
        expect(made(learning(dropout(0.5)), x, key)).toEqual(one)
        expect(one.filter((e, i) => e === other[i]).length).toBeLessThan(256 * 0.75)
        // 0, 2 and 4: both ways drop by themselves.
        expect(new Set(both)).toEqual(new Set([0, 2, 4]))
      }),
      { numRuns: 20 },
    ))
  it('law: its derivatives have the slopes of central differences where what is dropped stays, first and second', () =>
    fc.assert(
      fc.property(tensor([2, 3]), tensor([2, 3]), tensor([2, 3]), rates, words, (x, v, w, rate, word) => {
        const fixed: Make = (o, at) =>
          learning(dropout(rate))(
            o,
            at!,
            o.concat(
              [17, word & 0xffff, 3, 5].map((h) => o.constant(h, [1])),
              0,
            ),
          )
        const scalar = curved(fixed, [x])
        expect(slopeAgrees(scalar, [x], [v])).toBe(true)
        expect(secondSlopeAgrees(scalar, [x], [v], [w])).toBe(true)
      }),
      { numRuns: 40 },
    ))
  it('a rate is at least 0 and below 1, as float32 has it', () => {
    const between = { inputShape: [2], outputs: 2 }
    for (const rate of [0, 0.5, 0.99]) expect(fitting(of1(dropout(rate)), between)._tag).toBe('Right')
    for (const rate of [-0.1, 1, 2, Number.NaN, 1 - 2 ** -40])
      expect(fitting(of1(dropout(rate)), between)).toMatchObject({
        left: { rule: 'the rate of a dropout must be at least 0 and below 1', path: ['Dropout at 0'] },
      })
  })
  it('makes a network noisy wherever it lies, unless its rate is 0', () => {
    const inside = (rate: number): Network => of1(relu, gate({ branch: [residual({ body: [dropout(rate)] })] }))
    expect([isNoisy(inside(0.1)), isNoisy(inside(0)), isNoisy(of1(relu))]).toEqual([true, false, false])
  })
})
