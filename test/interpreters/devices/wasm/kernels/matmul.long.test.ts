import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nativeKernels } from '../../../../../src/interpreters/devices/wasm/kernels/index.ts'
import { heap } from './heap.ts'

interface Product {
  readonly m: number
  readonly k: number
  readonly n: number
  readonly transposeA: boolean
  readonly transposeB: boolean
  readonly a: Float32Array
  readonly b: Float32Array
}

const entries = (length: number) =>
  fc
    .array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: length, maxLength: length })
    .map((each) => Float32Array.from(each))

/** Entries from a cheap hash: large products would take fast-check long to draw. */
const hashed = (length: number, seed: number): Float32Array =>
  Float32Array.from({ length }, (_, index) => ((Math.imul(index + seed, 0x9e3779b1) >>> 8) / 2 ** 23 - 1) * 2)

const small = fc.integer({ min: 0, max: 19 })
const large = fc.oneof(fc.constantFrom(1, 2, 3, 4, 8), fc.integer({ min: 1, max: 130 }))

const smallProduct: fc.Arbitrary<Product> = fc
  .tuple(small, small, small, fc.boolean(), fc.boolean())
  .chain(([m, k, n, transposeA, transposeB]) =>
    fc.record({
      m: fc.constant(m),
      k: fc.constant(k),
      n: fc.constant(n),
      transposeA: fc.constant(transposeA),
      transposeB: fc.constant(transposeB),
      a: entries(m * k),
      b: entries(k * n),
    }),
  )

const largeProduct: fc.Arbitrary<Product> = fc
  .tuple(large, large, large, fc.boolean(), fc.boolean(), fc.nat())
  .map(([m, k, n, transposeA, transposeB, seed]) => ({
    m,
    k,
    n,
    transposeA,
    transposeB,
    a: hashed(m * k, seed),
    b: hashed(k * n, seed + 77),
  }))

const run = ({ m, k, n, transposeA, transposeB, a, b }: Product): Float32Array => {
  const kernelsNeed = 2 * k * (n + 8)
  const place = heap(a.length + b.length + m * n + kernelsNeed + 100)
  const kernel = nativeKernels(place.memory).matMul(m, k, n, transposeA, transposeB)
  const given = [place.put(a), place.put(b)] as const
  const out = place.put(new Float32Array(m * n).fill(99))
  const scratch = place.put(new Float32Array(kernel.scratchBytes / 4).fill(Number.NaN))
  kernel(...given, out, scratch)
  kernel(...given, out, scratch)
  expect(place.unharmed()).toBe(true)
  expect(place.get(given[0], a.length)).toEqual(a)
  expect(place.get(given[1], b.length)).toEqual(b)
  return place.get(out, m * n)
}

/** Whether each element is its sum of products, up to one float32 rounding for each product and each addition. */
const agrees = ({ m, k, n, transposeA, transposeB, a, b }: Product, result: Float32Array): boolean => {
  const tolerance = (k + 1) * 2 ** -24
  for (let row = 0; row < m; row++)
    for (let column = 0; column < n; column++) {
      let sum = 0
      let size = 0
      for (let term = 0; term < k; term++) {
        const left = a[transposeA ? term * m + row : row * k + term]!
        const product = left * b[transposeB ? column * k + term : term * n + column]!
        sum += product
        size += Math.abs(product)
      }
      if (!(Math.abs(result[row * n + column]! - sum) <= tolerance * size + k * 2 ** -149)) return false
    }
  return true
}

/** Sums of several blocks of terms, of one row too, with B packed and not, and with and without terms left over. */
const longProduct: fc.Arbitrary<Product> = fc
  .tuple(
    fc.constantFrom(1, 2, 5, 37),
    fc.oneof(fc.constantFrom(256, 384, 512, 768), fc.integer({ min: 250, max: 800 })),
    fc.constantFrom(1, 3, 20, 131),
    fc.boolean(),
    fc.boolean(),
    fc.nat(),
  )
  .map(([m, k, n, transposeA, transposeB, seed]) => ({
    m,
    k,
    n,
    transposeA,
    transposeB,
    a: hashed(m * k, seed),
    b: hashed(k * n, seed + 77),
  }))

describe('matMul', () => {
  it('is the product, for small sizes', () => {
    fc.assert(
      fc.property(smallProduct, (product) => agrees(product, run(product))),
      { numRuns: 400 },
    )
  })

  it('is the product, for larger sizes', () => {
    fc.assert(
      fc.property(largeProduct, (product) => agrees(product, run(product))),
      { numRuns: 150 },
    )
  })

  it('is the product, for long sums', () => {
    fc.assert(
      fc.property(longProduct, (product) => agrees(product, run(product))),
      { numRuns: 25 },
    )
  })

  it('comes on top of what is stored, where it adds', () => {
    fc.assert(
      fc.property(fc.oneof(smallProduct, largeProduct, longProduct), (product) => {
        const { m, k, n, transposeA, transposeB, a, b } = product
        const place = heap(a.length + b.length + m * n + 2 * k * (n + 8) + 100)
        const kernel = nativeKernels(place.memory).matMul(m, k, n, transposeA, transposeB, true)
        const given = [place.put(a), place.put(b)] as const
        const stored = hashed(m * n, 5)
        const out = place.put(stored)
        const scratch = place.put(new Float32Array(kernel.scratchBytes / 4).fill(Number.NaN))
        kernel(...given, out, scratch)
        expect(place.unharmed()).toBe(true)
        return place.get(out, m * n).every((got, i) => {
          const [row, column] = [Math.floor(i / n), i % n]
          const terms = Array.from({ length: k }, (_, term) => {
            const left = a[transposeA ? term * m + row : row * k + term]!
            return left * b[transposeB ? column * k + term : term * n + column]!
          })
          const sum = terms.reduce((x, y) => x + y, stored[i]!)
          const size = terms.reduce((x, y) => x + Math.abs(y), Math.abs(stored[i]!))
          return Math.abs(got - sum) <= (k + 2) * 2 ** -24 * size + k * 2 ** -149
        })
      }),
      { numRuns: 120 },
    )
  })

  it('is caught when a long sum is a term short', () => {
    const wrong = fc.property(longProduct, (product) => {
      const { m, k, a, transposeA } = product
      const shortened = a.map((each, index) => ((transposeA ? Math.floor(index / m) : index % k) < k - 1 ? each : 0))
      return agrees(product, run({ ...product, a: shortened }))
    })
    expect(fc.check(wrong).failed).toBe(true)
  })

  it.each([
    [1, 784, 100],
    [10, 784, 100],
    [10, 100, 10],
    [784, 10, 100],
    [784, 1, 100],
    [100, 64, 10],
    [64, 784, 100],
    [3, 1, 5],
    [1, 1, 1],
    [5, 0, 3],
  ])('is the product for [%d, %d, %d], whichever operands are transposed', (m, k, n) => {
    for (const transposeA of [false, true])
      for (const transposeB of [false, true]) {
        const product = { m, k, n, transposeA, transposeB, a: hashed(m * k, 1), b: hashed(k * n, 2) }
        expect(agrees(product, run(product))).toBe(true)
      }
  })

  it('shows a NaN in an operand in every element that it enters, and in no other', () => {
    fc.assert(
      fc.property(
        largeProduct.filter(({ m, k, n }) => m * k * n > 0),
        fc.nat(),
        fc.constantFrom(Number.NaN, Infinity),
        (product, drawn, poison) => {
          const { m, k, n, transposeA } = product
          const where = drawn % (m * k)
          const a = product.a.map((each, index) => (index === where ? poison : each))
          const result = run({ ...product, a, b: product.b.fill(0) })
          const row = transposeA ? where % m : Math.floor(where / k)
          return result.every((each, index) => Number.isNaN(each) === (Math.floor(index / n) === row))
        },
      ),
    )
  })

  it('is caught when an operand is transposed by mistake', () => {
    const wrong = fc.property(smallProduct, (product) =>
      agrees({ ...product, transposeB: !product.transposeB }, run(product)),
    )
    expect(fc.check(wrong, { numRuns: 500 }).failed).toBe(true)
  })

  it('is caught when one term is left out', () => {
    const wrong = fc.property(largeProduct, (product) => {
      const shortened = { ...product, a: product.a.map((each, index) => (index === product.a.length - 1 ? 0 : each)) }
      return agrees(product, run(shortened))
    })
    expect(fc.check(wrong).failed).toBe(true)
  })
})
