import fc from 'fast-check'
import type { Value } from '../../src/interpreters/devices/reference/values.ts'
import { type Shape, sizeOf } from '../../src/ir/index.ts'

/** Tensors with elements of `element`. */
export const tensorOf = (shape: Shape, element: fc.Arbitrary<number>): fc.Arbitrary<Value> =>
  fc
    .array(element, { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
    .map((elements) => ({ shape, data: Float64Array.from(elements) }))

/** Tensors with elements in [low, high], on a grid of 2⁻²⁰: no denormals, whose rounding follows other rules. */
export const tensor = (shape: Shape, low = -1, high = 1): fc.Arbitrary<Value> =>
  tensorOf(
    shape,
    fc.integer({ min: Math.ceil(low * 2 ** 20), max: Math.floor(high * 2 ** 20) }).map((n) => n / 2 ** 20),
  )

/** Shapes of small tensors. */
export const shape = (maxRank = 3, maxExtent = 3): fc.Arbitrary<Shape> =>
  fc.array(fc.integer({ min: 1, max: maxExtent }), { maxLength: maxRank })
