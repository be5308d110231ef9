import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gains, makespan, seedsATime } from '../../src/experiment/seeds-decided.ts'

const loads = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 })
const workers = fc.integer({ min: 1, max: 6 })
const beside = fc.record({ workers, methods: fc.integer({ min: 1, max: 8 }) })
const sum = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0)

describe('how long workers take', () => {
  it('law: no less than the longest load and than an equal share, no more than both together', () => {
    fc.assert(
      fc.property(loads, workers, (all, count) => {
        const [span, longest, share] = [makespan(all, count), Math.max(...all), sum(all) / count]
        expect(span).toBeGreaterThanOrEqual(Math.max(longest, share))
        expect(span).toBeLessThanOrEqual(longest + share)
      }),
    )
  })

  it('is that of a hand-worked case', () => {
    // 5 | 3 2 1, then 4 to the one who is free at 5.
    expect(makespan([5, 3, 2, 1, 4], 2)).toBe(9)
    expect(makespan([5, 3, 2, 1, 4], 1)).toBe(15)
  })
})

describe('seeds of a method that go together beside others', () => {
  it('law: what gains nothing for one worker gains nothing for several', () => {
    fc.assert(
      fc.property(
        beside,
        fc.integer({ min: 2, max: 10 }),
        fc.double({ min: 0.9, max: 3, noNaN: true }),
        (of, n, ratio) => {
          expect(gains(n, seedsATime(n, of), ratio, of)).toBe(false)
        },
      ),
    )
  })

  it('law: they are over before one seed each, by what was measured', () => {
    fc.assert(
      fc.property(
        beside,
        fc.integer({ min: 2, max: 10 }),
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        (of, n, ratio) => {
          const atOnce = seedsATime(n, of)
          if (!gains(n, atOnce, ratio, of)) return
          const parts = Array.from({ length: Math.ceil(n / atOnce) }, (_, i) => Math.min(atOnce, n - i * atOnce))
          const together = parts.flatMap((size) => Array<number>(of.methods).fill(ratio * size))
          const apart = Array<number>(n * of.methods).fill(1)
          expect(makespan(together, of.workers)).toBeLessThan(makespan(apart, of.workers))
        },
      ),
    )
  })

  it('by hand: one method of four seeds on two workers goes two and two, where that saves a tenth; of two, or on four, each alone', () => {
    expect(seedsATime(4, { workers: 2, methods: 1 })).toBe(2)
    expect(gains(4, 2, 0.8, { workers: 2, methods: 1 })).toBe(true)
    expect(gains(4, 2, 0.95, { workers: 2, methods: 1 })).toBe(false)
    expect(seedsATime(2, { workers: 2, methods: 1 })).toBe(1)
    // Three and two leave a worker idle for a third of the time.
    expect(gains(5, 3, 0.8, { workers: 2, methods: 1 })).toBe(true)
    expect(gains(5, 3, 0.95, { workers: 2, methods: 1 })).toBe(false)
    expect(seedsATime(5, { workers: 2, methods: 4 })).toBe(5)
    // Three loads of five on two workers: one has ten to do, where eight would be its share.
    expect(gains(5, 5, 0.8, { workers: 2, methods: 3 })).toBe(false)
  })
})
