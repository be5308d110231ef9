import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apply, multiply, reconstructionError } from '../../../src/dsl/index.ts'
import { largestOf, near } from '../../../src/laws/index.ts'
import { applied, type Curve, heightOf } from '../applied.ts'

const number = fc.double({ noNaN: true, min: -2, max: 2 })
const three = fc.array(number, { minLength: 3, maxLength: 3 })
const curves: fc.Arbitrary<Curve> = fc.record({
  activation: fc.constantFrom('relu', 'tanh'),
  w: three,
  b: three,
  v: three,
  c: number,
})
const vectors = fc.array(number, { minLength: 1, maxLength: 6 })

describe('reconstructionError', () => {
  it('law: is the mean of (h(xⱼ) − yⱼ)²', () =>
    fc.assert(
      fc.asyncProperty(curves, vectors, number, async (curve, theta, scale) => {
        const [error] = await applied(curve, theta, (at, phi) =>
          reconstructionError({ network: 'h', at, said: multiply(scale, at) })(phi),
        )
        const misses = theta.map((x) => heightOf(curve, x) - scale * x)
        const want = misses.reduce((so, m) => so + m * m, 0) / theta.length
        expect(near([error!], [want], 256, (1 + largestOf(misses)) ** 2)).toBe(true)
      }),
    ))
  it('law: is 0 where h says y', () =>
    fc.assert(
      fc.asyncProperty(curves, vectors, async (curve, theta) => {
        const said = await applied(curve, theta, (at, phi) =>
          reconstructionError({ network: 'h', at, said: apply('h', phi)(at) })(phi),
        )
        expect(said).toEqual([0])
      }),
    ))
  it('control: another curve misses', async () => {
    const curve: Curve = { activation: 'relu', w: [1], b: [0], v: [1], c: 0 }
    const miss = (by: number) =>
      applied(curve, [1, 2], (at, phi) => reconstructionError({ network: 'h', at, said: multiply(by, at) })(phi))
    expect(await miss(1)).toEqual([0])
    expect(await miss(2)).toEqual([2.5])
  })
})
