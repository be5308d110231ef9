import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { box, l2Ball, nonNegative } from '../../../src/dsl/index.ts'
import { meaning, params, positive, real, scalar } from '../../../src/laws/index.ts'

/** The next number of float64 after a positive one, or before a negative one: away from 0. */
const beyond = (x: number): number => {
  const bits = new BigInt64Array(Float64Array.of(x).buffer)
  return new Float64Array(BigInt64Array.of(bits[0]! + 1n).buffer)[0]!
}

/** A vector inside, and the coordinate in which it comes to the boundary. */
const coordinate = fc.nat(5)
const withCoordinate = (m: number, x: number, rest = 0): readonly number[] =>
  Array.from({ length: 6 }, (_, i) => (i === m ? x : rest))

describe('the indicator of a set is 0 on it, its boundary included, and ∞ at any distance outside', () => {
  it('law: of a box, in every coordinate and on both sides', async () => {
    const run = meaning({ lower: scalar(), upper: scalar(), at: params() }, ({ lower, upper, at }) => ({
      value: box({ lower, upper }).value(at),
      slope: box<'learner'>({ lower, upper }).gradient(at),
    }))
    await fc.assert(
      fc.asyncProperty(positive, positive, coordinate, async (low, upper, m) => {
        const lower = -low
        const valueAt = async (x: number) =>
          (await run({ lower: [lower], upper: [upper], at: withCoordinate(m, x) })).value
        for (const end of [lower, upper]) {
          expect(await valueAt(end)).toEqual([0])
          expect(await valueAt(beyond(end))).toEqual([Number.POSITIVE_INFINITY])
        }
        expect((await run({ lower: [lower], upper: [upper], at: withCoordinate(m, upper) })).slope).toEqual(
          withCoordinate(m, 0),
        )
      }),
    )
  })
  it('law: of the vectors without a negative coordinate', async () => {
    const run = meaning({ at: params() }, ({ at }) => ({ value: nonNegative().value(at) }))
    await fc.assert(
      fc.asyncProperty(positive, coordinate, async (rest, m) => {
        expect((await run({ at: withCoordinate(m, 0, rest) })).value).toEqual([0])
        expect((await run({ at: withCoordinate(m, -Number.MIN_VALUE, rest) })).value).toEqual([
          Number.POSITIVE_INFINITY,
        ])
      }),
    )
  })
  it('law: of a ball about 0 and about a centre', async () => {
    const run = meaning({ radius: scalar(), centre: params(), at: params() }, ({ radius, centre, at }) => ({
      plain: l2Ball({ radius }).value(at),
      about: l2Ball({ radius, centre }).value(at),
    }))
    await fc.assert(
      fc.asyncProperty(positive, real, coordinate, fc.constantFrom(-1, 1), async (radius, middle, m, side) => {
        const none = withCoordinate(m, 0)
        const plain = async (x: number) =>
          (await run({ radius: [radius], centre: none, at: withCoordinate(m, side * x) })).plain
        expect(await plain(radius)).toEqual([0])
        expect(await plain(beyond(radius))).toEqual([Number.POSITIVE_INFINITY])
        // Sixteenths add up exactly.
        const centre = withCoordinate(m, middle, middle)
        const about = async (x: number) =>
          (await run({ radius: [radius], centre, at: withCoordinate(m, middle + side * x, middle) })).about
        expect(await about(radius)).toEqual([0])
        expect(await about(radius + 2 ** -20)).toEqual([Number.POSITIVE_INFINITY])
      }),
    )
  })
})
