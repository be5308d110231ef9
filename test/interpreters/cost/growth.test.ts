import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { continued } from '../../../src/interpreters/cost/growth.ts'
import { growthOf } from '../../../src/interpreters/cost/index.ts'

const whole = fc.integer({ min: -1000, max: 1000 })
const along = (f: (x: number) => number) => [0, 1, 2, 3].map(f)

describe('growthOf', () => {
  it('tells constants, lines and parabolas, and nothing else, from four points', () => {
    fc.assert(
      fc.property(whole, whole, whole, whole, (a, b, c, d) => {
        const growth = growthOf(along((x) => a + b * x + (c * x * (x - 1)) / 2 + (d * x * (x - 1) * (x - 2)) / 6))
        const tag = d !== 0 ? 'Other' : c !== 0 ? 'Quadratic' : b !== 0 ? 'Linear' : 'Constant'
        expect(growth._tag).toBe(tag)
        if (growth._tag === 'Linear' || growth._tag === 'Quadratic') expect(growth.step).toBe(b)
        if (growth._tag === 'Quadratic') expect(growth.bend).toBe(c)
      }),
    )
  })
})

describe('continued', () => {
  it('goes on along the parabola through three points in a row, exactly', () => {
    fc.assert(
      fc.property(whole, whole, whole, fc.nat(50), fc.nat(50), (a, b, c, from, more) => {
        const f = (x: number) => a + b * x + c * x * x
        expect(continued([f(from), f(from + 1), f(from + 2)], from, from + more)).toBe(f(from + more))
      }),
    )
  })
  it('control: it leaves a cubic', () => expect(continued([0, 1, 8], 0, 3)).not.toBe(27))
})
