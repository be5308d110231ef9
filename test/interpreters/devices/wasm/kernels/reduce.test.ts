import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nativeKernels, type Reduction } from '../../../../../src/interpreters/devices/wasm/kernels/index.ts'
import { number } from './arbitraries.ts'
import { heap } from './heap.ts'

interface Reduced {
  readonly outer: number
  readonly reduced: number
  readonly inner: number
  readonly input: Float32Array
}

const extent = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 80 }))

const reducedOf = (element: fc.Arbitrary<number>): fc.Arbitrary<Reduced> =>
  fc
    .tuple(fc.integer({ min: 0, max: 4 }), extent, fc.oneof(fc.constant(1), extent))
    .chain(([outer, reduced, inner]) =>
      fc
        .array(element, { minLength: outer * reduced * inner, maxLength: outer * reduced * inner })
        .map((each) => ({ outer, reduced, inner, input: Float32Array.from(each) })),
    )

const run = (operator: Reduction, { outer, reduced, inner, input }: Reduced): Float32Array => {
  const place = heap(input.length + outer * inner + 100)
  const from = place.put(input)
  const out = place.put(new Float32Array(outer * inner).fill(99))
  nativeKernels(place.memory).reduce(operator, outer, reduced, inner)(from, out)
  expect(place.unharmed()).toBe(true)
  expect(place.get(from, input.length)).toEqual(input)
  return place.get(out, outer * inner)
}

/** The elements that each result is made from. */
const groups = ({ outer, reduced, inner, input }: Reduced): readonly (readonly number[])[] =>
  Array.from({ length: outer * inner }, (_, index) =>
    Array.from(
      { length: reduced },
      (_, term) => input[(Math.floor(index / inner) * reduced + term) * inner + (index % inner)]!,
    ),
  )

const isSum = (terms: readonly number[], result: number): boolean => {
  const size = terms.reduce((sum, term) => sum + Math.abs(term), 0)
  const sum = terms.reduce((total, term) => total + term, 0)
  return Math.abs(result - sum) <= terms.length * 2 ** -24 * size
}

const ordinary = fc.double({ min: -9, max: 9, noNaN: true })

describe('reduce', () => {
  it('sums', () => {
    fc.assert(
      fc.property(reducedOf(ordinary), (given) => {
        const results = run('sum', given)
        return groups(given).every((terms, index) => isSum(terms, results[index]!))
      }),
    )
  })

  it('finds the maximum, −∞ of nothing and NaN of NaN', () => {
    fc.assert(
      fc.property(reducedOf(number), (given) => {
        const results = run('maximum', given)
        return groups(given).every((terms, index) => Object.is(results[index], Math.max(...terms)))
      }),
      { numRuns: 200 },
    )
  })

  it('sums infinities and NaN as numbers do', () => {
    const element = fc.constantFrom(1, 1, 1, 1, Infinity, -Infinity, Number.NaN)
    fc.assert(
      fc.property(reducedOf(element), (given) => {
        const results = run('sum', given)
        return groups(given).every((terms, index) =>
          Object.is(
            results[index],
            terms.reduce((sum, term) => sum + term, 0),
          ),
        )
      }),
    )
  })

  it('is caught when a sum misses an element', () => {
    const wrong = fc.property(reducedOf(ordinary), (given) => {
      const results = run('sum', given)
      return groups(given).every((terms, index) => isSum(terms.slice(1), results[index]!))
    })
    expect(fc.check(wrong).failed).toBe(true)
  })
})
