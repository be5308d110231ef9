import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  generator,
  integers,
  type Key,
  key,
  normals,
  permutation,
  sampleWithoutReplacement,
  uniforms,
} from '../../src/random/index.ts'
import { chiSquare, tally } from './chiSquare.ts'
import { correlation } from './correlation.ts'

const anyKey = fc.maxSafeInteger().map(key)
const runs = { numRuns: 20 }
const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

describe('integers', () => {
  const even = (draw: (k: Key, count: number, below: number) => Int32Array) => (k: Key, below: number) =>
    chiSquare(
      tally(
        Array.from(draw(k, 30_000, below), (value) => Math.floor((value / below) * 3)),
        3,
      ),
    ) < 7
  it('law: each is in [0, below)', () => {
    fc.assert(
      fc.property(anyKey, fc.nat(100), fc.integer({ min: 1, max: 2 ** 31 }), (k, count, below) => {
        const drawn = integers(k, count, below)
        expect(drawn.length).toBe(count)
        expect(drawn.every((value) => value >= 0 && value < below)).toBe(true)
      }),
    )
  })
  it('law: the words past the last whole share are drawn again', () => {
    // One word in 90,000 lies past 60,000 shares of 2³²; of so many, none but once in 10¹⁴ runs.
    fc.assert(
      fc.property(anyKey, (k) => integers(k, 3_000_000, 60_000).every((value) => value < 60_000)),
      { numRuns: 1 },
    )
  })
  it('law: all values of a small range come equally often', () => {
    fc.assert(
      fc.property(anyKey, fc.integer({ min: 2, max: 50 }), (k, n) => chiSquare(tally(integers(k, 20_000, n), n)) < 7),
      runs,
    )
  })
  it('law: the thirds of a large range come equally often', () => {
    fc.assert(
      fc.property(anyKey, fc.integer({ min: 2 ** 28, max: 2 ** 31 }), (k, below) => even(integers)(k, below)),
      runs,
    )
  })
  it('control: remainders are NOT even', () => {
    const biased = (k: Key, count: number, below: number) => {
      const source = generator(k)
      return Int32Array.from({ length: count }, () => (source.unsafeNext() >>> 0) % below)
    }
    // 2³² is two and two thirds of this range: the first two thirds come three times, the last twice.
    fc.assert(
      fc.property(anyKey, (k) => !even(biased)(k, 3 * 2 ** 29)),
      runs,
    )
  })
  it('law: neighbours are uncorrelated', () => {
    fc.assert(
      fc.property(anyKey, (k) => {
        const drawn = integers(k, 10_000, 1000)
        return Math.abs(correlation(drawn.slice(1), drawn.slice(0, -1))) < 7
      }),
      runs,
    )
  })
  it('are none in an empty range', () => {
    expect(integers(key(1), 5, 0).length).toBe(0)
    expect([...integers(key(1), 5, 1)]).toEqual([0, 0, 0, 0, 0])
  })
})

describe('permutation and sampleWithoutReplacement', () => {
  it('law: a permutation holds each number once', () => {
    fc.assert(
      fc.property(anyKey, fc.nat(500), (k, n) => {
        expect([...permutation(k, n)].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i))
      }),
    )
  })
  it('law: a sample is the beginning of the permutation, and never holds a number twice', () => {
    fc.assert(
      fc.property(anyKey, fc.nat(300), fc.nat(300), (k, count, n) => {
        const sample = sampleWithoutReplacement(k, count, n)
        expect([...sample]).toEqual([...permutation(k, n).subarray(0, count)])
        expect(new Set(sample).size).toBe(Math.min(count, n))
      }),
    )
  })
  it('law: all orders of four come equally often', () => {
    const fair = (shuffle: (k: Key) => Int32Array) => (s: number) =>
      chiSquare(
        tally(
          Array.from({ length: 24_000 }, (_, i) => {
            const [a, b, c] = shuffle(key(s + i))
            return a! * 6 + (b! - (b! > a! ? 1 : 0)) * 2 + (c! > 6 - a! - b! - c! ? 1 : 0)
          }),
          24,
        ),
      ) < 7
    fc.assert(
      fc.property(
        fc.integer(),
        fair((k) => permutation(k, 4)),
      ),
      { numRuns: 8 },
    )
    // Control: swapping each place with any place is the well-known unfair shuffle.
    const unfair = (k: Key) => {
      const deck = Int32Array.from([0, 1, 2, 3])
      integers(k, 4, 4).forEach((j, i) => {
        const [one, other] = [deck[i]!, deck[j]!]
        deck[i] = other
        deck[j] = one
      })
      return deck
    }
    fc.assert(
      fc.property(fc.integer(), (s) => !fair(unfair)(s)),
      { numRuns: 8 },
    )
  })
  it('takes less than 10 ms for 60,000', () => {
    permutation(key(1), 60_000)
    const times = Array.from({ length: 5 }, (_, i) => {
      const start = performance.now()
      permutation(key(i), 60_000)
      return performance.now() - start
    })
    expect(Math.min(...times)).toBeLessThan(10)
  })
})

describe('uniforms', () => {
  it('law: in [0, 1), even over 64 parts, uncorrelated with their neighbours', () => {
    fc.assert(
      fc.property(anyKey, (k) => {
        const drawn = uniforms(k, 20_000)
        expect(drawn.every((value) => value >= 0 && value < 1)).toBe(true)
        expect(
          chiSquare(
            tally(
              drawn.map((value) => Math.floor(value * 64)),
              64,
            ),
          ),
        ).toBeLessThan(7)
        expect(Math.abs(correlation(drawn.slice(1), drawn.slice(0, -1)))).toBeLessThan(7)
      }),
      runs,
    )
  })
  it('law: their lowest bits are even too, which those of 32-bit numbers are NOT', () => {
    const low = (value: number): number => ((value * 2 ** 40) % 256) | 0
    fc.assert(
      fc.property(anyKey, (k) => chiSquare(tally(Array.from(uniforms(k, 20_000), low), 256)) < 7),
      runs,
    )
    const coarse = (k: Key) => Array.from(integers(k, 20_000, 2 ** 31), (value) => value / 2 ** 31)
    fc.assert(
      fc.property(anyKey, (k) => chiSquare(tally(coarse(k).map(low), 256)) >= 7),
      runs,
    )
  })
})

describe('normals', () => {
  const n = 40_000
  const normal = (drawn: Float64Array): boolean => {
    const centre = mean(drawn)
    const moment = (power: number) => mean(drawn.map((value) => value ** power))
    return (
      Math.abs(centre) < 7 / Math.sqrt(n) &&
      Math.abs(moment(2) - 1) < 7 * Math.sqrt(2 / n) &&
      Math.abs(moment(3)) < 7 * Math.sqrt(15 / n) &&
      Math.abs(moment(4) - 3) < 7 * Math.sqrt(96 / n)
    )
  }
  it('law: finite, with the first four moments 0, 1, 0, 3, and uncorrelated with their neighbours', () => {
    fc.assert(
      fc.property(anyKey, (k) => {
        const drawn = normals(k, n)
        expect(drawn.every(Number.isFinite)).toBe(true)
        expect(normal(drawn)).toBe(true)
        expect(Math.abs(correlation(drawn.slice(1), drawn.slice(0, -1)))).toBeLessThan(7)
      }),
      runs,
    )
  })
  it('control: uniform numbers of the same mean and variance are NOT normal', () => {
    fc.assert(
      fc.property(anyKey, (k) => !normal(uniforms(k, n).map((value) => (value - 0.5) * Math.sqrt(12)))),
      runs,
    )
  })
  it('law: fewer are the beginning of more', () => {
    fc.assert(
      fc.property(anyKey, fc.nat(50), fc.nat(50), (k, a, b) => {
        expect([...normals(k, a + b).subarray(0, a)]).toEqual([...normals(k, a)])
      }),
    )
  })
})
