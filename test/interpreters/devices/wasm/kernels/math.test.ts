import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FusedOperator } from '../../../../../src/interpreters/devices/fuse/index.ts'
import { nativeKernels } from '../../../../../src/interpreters/devices/wasm/kernels/index.ts'
import { meaning, unitInTheLastPlace } from '../../fuse/oracle.ts'
import { heap } from './heap.ts'

type Transcendental = 'exponential' | 'logarithm' | 'tanh' | 'sine' | 'cosine'

/** The promised errors, in units in the last place of the float32 result. */
const bounds: { readonly [Operator in Transcendental]: number } = {
  exponential: 1.1,
  logarithm: 1,
  tanh: 1.5,
  sine: 0.51,
  cosine: 0.51,
}

const operators = Object.keys(bounds) as Transcendental[]

const apply = (operator: FusedOperator, argument: Float32Array): Float32Array => {
  const place = heap(2 * argument.length + 64)
  const input = place.put(argument)
  const out = place.put(new Float32Array(argument.length))
  const kernel = nativeKernels(place.memory).elementwise({
    shape: [argument.length],
    inputs: [{ strides: [1] }],
    instructions: [{ operator, operands: [{ input: 0 }] }],
    outputs: [0],
  })
  kernel([input], [out])
  return place.get(out, argument.length)
}

/** The error of `result` in units in the last place of `truth`; 0 where it is the nearest float32, infinite if only one is NaN. */
const error = (result: number, truth: number): number => {
  if (Object.is(result, Math.fround(truth))) return 0
  const distance = Math.abs(result - truth) / unitInTheLastPlace(truth)
  return Number.isNaN(distance) ? Infinity : distance
}

/** Every float32 there is, evenly by its bits: all exponents, both signs, infinities and NaNs. */
const everyKind = (count: number, offset: number): Float32Array => {
  const step = Math.floor(2 ** 32 / count)
  return new Float32Array(Uint32Array.from({ length: count }, (_, index) => index * step + (offset % step)).buffer)
}

const worst = (operator: Transcendental, argument: Float32Array): number => {
  const result = apply(operator, argument)
  return argument.reduce(
    (largest, each, index) => Math.max(largest, error(result[index]!, meaning[operator](each, 0, 0))),
    0,
  )
}

describe.each(operators)('%s', (operator) => {
  it(`is within ${bounds[operator]} ulp of the float64 function for every kind of float32`, () => {
    fc.assert(
      fc.property(fc.nat(), (offset) => {
        expect(worst(operator, everyKind(100_003, offset))).toBeLessThanOrEqual(bounds[operator])
      }),
      { numRuns: 5 },
    )
  })

  it('is as accurate where the results vary', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -110, max: 110, noNaN: true }), { minLength: 50, maxLength: 200 }),
        fc.constantFrom(1, 0.1, 0.01),
        (points, scale) => {
          const argument = Float32Array.from(points, (each) => each * scale)
          expect(worst(operator, argument)).toBeLessThanOrEqual(bounds[operator])
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('at the edges', () => {
  const edges = [0, -0, Infinity, -Infinity, Number.NaN]
  it.each([
    ['exponential', [1, 1, Infinity, 0, Number.NaN]],
    ['logarithm', [-Infinity, -Infinity, Infinity, Number.NaN, Number.NaN]],
    ['tanh', [0, -0, 1, -1, Number.NaN]],
    ['sine', [0, -0, Number.NaN, Number.NaN, Number.NaN]],
    ['cosine', [1, 1, Number.NaN, Number.NaN, Number.NaN]],
  ] as const)('%s of 0, −0, ∞, −∞, NaN', (operator, expected) => {
    expect([...apply(operator, Float32Array.from(edges))]).toEqual(expected)
  })

  it('the exponential overflows and underflows where it should', () => {
    const result = apply('exponential', Float32Array.of(88.72283, 88.72284, 1e30, -87.5, -103.97, -104, -1e30))
    expect(result[0]).toBeLessThan(Infinity)
    expect(result[1]).toBe(Infinity)
    expect(result[2]).toBe(Infinity)
    expect(result[3]).toBeGreaterThan(0)
    expect(result[4]).toBe(2 ** -149)
    expect([result[5], result[6]]).toEqual([0, 0])
  })

  it('the bounds would notice a coarser function', () => {
    const argument = everyKind(10_007, 0)
    const coarse = argument.map((each) => Math.exp(each) * (1 + 2 ** -21))
    const caught = argument.some((each, index) => error(coarse[index]!, Math.exp(each)) > bounds.exponential)
    expect(caught).toBe(true)
  })
})
