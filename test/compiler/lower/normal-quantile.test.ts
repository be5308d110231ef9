import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalQuantile } from '../../../src/compiler/lower/normal-quantile.ts'
import { evaluate } from '../../../src/interpreters/devices/reference/evaluate.ts'
import { value } from '../../../src/interpreters/devices/reference/values.ts'
import { builder, operations } from '../../../src/ir/index.ts'
import { misses, results, wanted } from '../../interpreters/devices/agreement.ts'
import { devices } from '../../interpreters/devices/devices.ts'

const o = operations(builder())
const count = 64
const u = o.build.variable('u', [count])
const program = { inputs: [u], outputs: [normalQuantile(o, u)] }
const quantiles = (us: readonly number[]): readonly number[] =>
  Array.from(evaluate(program, [value([count], (i) => us[i] ?? 0.5)])[0]!.data)

/** φ(z). */
const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)

/** Φ(z) = ½ + φ(z) Σₖ z²ᵏ⁺¹ / (1·3·…·(2k + 1)): every term of one sign, so it is right to rounding. */
const distribution = (z: number): number => {
  let [term, sum] = [z, z]
  for (let k = 1; k < 200; k++) {
    term *= (z * z) / (2 * k + 1)
    sum += term
  }
  return 0.5 + density(z) * sum
}

const step = 2 ** -24
/** Every number that noise is made from, the ends and where the two polynomials meet often. */
const draws = fc
  .oneof(
    fc.nat(2 ** 23 - 1),
    fc.nat(40),
    fc.nat(40).map((m) => 2 ** 23 - 1 - m),
    fc.integer({ min: -40, max: 40 }).map((m) => Math.round((0.5 - Math.sqrt(1 - Math.exp(-5)) / 2) * 2 ** 23) + m),
  )
  .map((m) => (2 * m + 1) * step)
const many = fc.array(draws, { minLength: count, maxLength: count })

describe('normalQuantile', () => {
  it('law: is Φ⁻¹ within 3·10⁻⁶, from 2⁻²⁴ to 1 − 2⁻²⁴', () => {
    fc.assert(
      fc.property(many, (us) => {
        quantiles(us).forEach((z, i) => {
          expect(Math.abs(distribution(z) - us[i]!) / density(z)).toBeLessThan(3e-6)
        })
      }),
      { numRuns: 300 },
    )
  })
  it('law: is odd about ½', () => {
    fc.assert(
      fc.property(many, (us) => {
        const [zs, mirrored] = [quantiles(us), quantiles(us.map((x) => 1 - x))]
        zs.forEach((z, i) => {
          expect(Math.abs(z + mirrored[i]!)).toBeLessThan(1e-14)
        })
      }),
    )
  })
  it('its ends are those of Φ⁻¹: ±5.2947, finite', () => {
    const [low, high] = quantiles([step, 1 - step])
    expect(low).toBeCloseTo(-5.2947, 4)
    expect(high).toBeCloseTo(5.2947, 4)
  })
  it.each(devices)('law: $name has it to rounding', (device) =>
    fc.assert(
      fc.asyncProperty(many, async (us) => {
        const one = { program, values: [us] } as unknown as Parameters<typeof results>[1]
        const got = await results(device, one)
        expect(got.flat().every(Number.isFinite)).toBe(true)
        expect(misses(got, wanted(one))).toEqual([])
      }),
      { numRuns: 30 },
    ),
  )
})
