import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Value } from '../../../src/interpreters/devices/reference/values.ts'
import { builder, gradient, operations } from '../../../src/ir/index.ts'
import { adopted, momentsOf } from '../../../src/networks/layers/batch-normalisation.ts'
import { normalised } from '../../../src/networks/layers/moments.ts'
import { tensor } from '../../arbitraries/index.ts'
import { allClose } from '../../ir/close.ts'
import { secondSlopeAgrees, slopeAgrees } from '../../ir/gradient-laws.ts'
import { of, run } from '../../ir/values.ts'
import { curved, type Make, made } from './image-layers.ts'

/** Normalised by the batch's own statistics: x, scale, shift and the weights of the examples. */
const layer: Make = (o, x, scale, shift, weights) =>
  normalised(o, x!, momentsOf(o, x!, weights!), scale!, shift!, weights!)

const upTo = (most: number) => fc.integer({ min: 1, max: most })
const shapes = fc.oneof(fc.tuple(upTo(4), upTo(3)), fc.tuple(upTo(3), upTo(2), upTo(3), upTo(3)))

/** Values of every channel, of the examples that count. */
const columns = (x: Value, weights: readonly number[]): readonly (readonly number[])[] => {
  const c = x.shape.at(-1)!
  const each = x.data.length / x.shape[0]!
  return Array.from({ length: c }, (_, channel) =>
    Array.from(x.data).filter((_, i) => i % c === channel && weights[Math.floor(i / each)] === 1),
  )
}

const mean = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0) / of.length
const variance = (of: readonly number[]): number => mean(of.map((e) => (e - mean(of)) ** 2))

const operands = (shape: readonly number[]) => {
  const c = shape.at(-1)!
  return fc.tuple(tensor(shape, -4, 4), tensor([c]), tensor([c]))
}
const cases = shapes.chain((shape) => operands(shape))
const counting = (n: number): Value => of([n], ...Array<number>(n).fill(1))

describe('batch normalisation', () => {
  it('law: is (x − mean) / √(variance + ε) · scale + shift, channel by channel', () =>
    fc.assert(
      fc.property(cases, ([x, scale, shift]) => {
        const moments = columns(x, Array<number>(x.shape[0]!).fill(1)).map((own) => [mean(own), variance(own)] as const)
        const want = Array.from(x.data, (e, i) => {
          const channel = i % moments.length
          const [m, v] = moments[channel]!
          return ((e - m) / Math.sqrt(v + 1e-5)) * scale.data[channel]! + shift.data[channel]!
        })
        // A channel that hardly varies is divided by √ε, which magnifies the roundings of its mean.
        const got = made(layer, x, scale, shift, counting(x.shape[0]!))
        expect(allClose(got, want, 64 * x.data.length, 4 / Math.sqrt(1e-5))).toBe(true)
      }),
    ))
  it('law: examples of weight 0 change nothing for the others', () =>
    fc.assert(
      fc.property(
        cases.chain(([x, scale, shift]) => fc.tuple(fc.constant([x, scale, shift] as const), tensor(x.shape, -9, 9))),
        ([[x, scale, shift], padding]) => {
          const n = x.shape[0]!
          const longer = {
            shape: [2 * n, ...x.shape.slice(1)],
            data: Float64Array.of(...x.data, ...padding.data),
          }
          const weights = of([2 * n], ...Array<number>(n).fill(1), ...Array<number>(n).fill(0))
          const got = made(layer, longer, scale, shift, weights).slice(0, x.data.length)
          const want = made(layer, x, scale, shift, counting(n))
          expect(allClose(got, want, 64 * x.data.length, 4 / Math.sqrt(1e-5))).toBe(true)
        },
      ),
    ))
  it('control: of weight 1 they do', () => {
    const [x, one, zero] = [of([2, 1], 1, 3), of([1], 1), of([1], 0)]
    const longer = of([3, 1], 1, 3, 100)
    const with1 = made(layer, longer, one, zero, of([3], 1, 1, 1)).slice(0, 2)
    expect(allClose(with1, made(layer, x, one, zero, counting(2)), 100)).toBe(false)
  })
  it('law: where no example counts the mean is 0 and the variance 1, whatever the padding', () =>
    fc.assert(
      fc.property(cases, ([x]) => {
        const none = of([x.shape[0]!], ...Array<number>(x.shape[0]!).fill(0))
        const moment = (name: 'mean' | 'variance') =>
          made((o, input, weights) => momentsOf(o, input!, weights!)[name], x, none)
        expect(moment('mean').every((m) => m === 0)).toBe(true)
        expect(moment('variance').every((v) => v === 1)).toBe(true)
      }),
    ))
  it('law: an example of weight 0 becomes the shift, and no derivative passes through it', () =>
    fc.assert(
      fc.property(
        cases.chain(([x, scale, shift]) =>
          fc.tuple(
            fc.constant([x, scale, shift] as const),
            fc.array(fc.constantFrom(0, 1), { minLength: x.shape[0]!, maxLength: x.shape[0]! }),
          ),
        ),
        ([[x, scale, shift], counted]) => {
          const each = x.data.length / x.shape[0]!
          const at = [x, scale, shift, of([x.shape[0]!], ...counted)]
          const got = made(layer, ...at)
          const { o, inputs, y } = curved(layer, at)
          const [slope] = run(inputs, gradient(o, y, inputs.slice(0, 1)), at)
          got.forEach((value, i) => {
            if (counted[Math.floor(i / each)] === 1) return
            expect(value).toBe(shift.data[i % shift.data.length]! + 0)
            expect(slope![i]).toBe(0)
          })
        },
      ),
    ))
  it('control: by a variance of almost 0 it would be moved far away', () => {
    const [x, one, zero] = [of([2, 1], 3, 4), of([1], 1), of([1], 0)]
    const unmasked: Make = (o, x, scale, shift, weights) =>
      normalised(o, x!, momentsOf(o, x!, weights!), scale!, shift!)
    expect(made(unmasked, x, one, zero, of([2], 1, 0))[1]).toBeGreaterThan(300)
  })
  it('law: by x, scale and shift, its derivatives have the slopes of central differences, first and second', () => {
    // Channels that vary: a slope near √ε is beyond difference quotients.
    const spread = (x: Value): boolean =>
      columns(x, Array<number>(x.shape[0]!).fill(1)).every((own) => variance(own) > 0.5)
    const varied = shapes
      .filter(([n]) => n > 1)
      .chain((shape) => fc.tuple(operands(shape), operands(shape), operands(shape)))
      .filter(([[x]]) => spread(x))
    fc.assert(
      fc.property(varied, ([at, v, w]) => {
        const weights = counting(at[0].shape[0]!)
        const make: Make = (o, x, scale, shift) => layer(o, x!, scale!, shift!, o.constant(1, weights.shape))
        expect(slopeAgrees(curved(make, at), at, v)).toBe(true)
        expect(secondSlopeAgrees(curved(make, at), at, v, w)).toBe(true)
      }),
      { numRuns: 40 },
    )
  })
  it('control: statistics taken as constants have another slope', () => {
    const at = [of([3, 1], 1, 2, 4), of([1], 1), of([1], 0)]
    const v = [of([3, 1], 1, 0, 0), of([1], 0), of([1], 0)]
    const cut: Make = (o, x, scale, shift) => {
      const { mean: m, variance: s } = momentsOf(o, x!, o.constant(1, [3]))
      return normalised(o, x!, { mean: o.stopGradient(m), variance: o.stopGradient(s) }, scale!, shift!)
    }
    expect(slopeAgrees(curved(cut, at), at, v)).toBe(false)
  })
})

describe('running statistics', () => {
  const stepped = (
    running: readonly [number, number],
    x: Value,
    weights: Value,
    momentum: number,
  ): readonly (readonly number[])[] => {
    const o = operations(builder())
    const [m, s, input, w] = [[1], [1], x.shape, weights.shape].map((shape) => o.build.variable('v', shape))
    const next = adopted(o, { mean: m!, variance: s! }, momentsOf(o, input!, w!), momentum)
    const at = [of([1], running[0]), of([1], running[1]), x, weights]
    return run([m!, s!, input!, w!], [next.mean, next.variance], at)
  }
  it('move towards the mean and the unbiased variance of a batch', () => {
    const [m, s] = stepped([10, 1], of([3, 1], 1, 2, 6), of([3], 1, 1, 1), 0.1)
    expect(allClose(m!, [10 + 0.1 * (3 - 10)], 8)).toBe(true)
    expect(allClose(s!, [1 + 0.1 * (7 - 1)], 8)).toBe(true)
  })
  it('of momentum 1 are those of the batch; one number has no variance', () => {
    expect(stepped([10, 5], of([1, 1], 2), of([1], 1), 1)).toEqual([[2], [0]])
  })
  it('stay where no example counts', () => {
    expect(stepped([10, 5], of([2, 1], 2, 3), of([2], 0, 0), 0.5)).toEqual([[10], [5]])
  })
})
