import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builder, type Counter, halvesOf, operations, philox, philoxUniforms } from '../../src/ir/index.ts'
import { devices } from '../interpreters/devices/devices.ts'

type Key = readonly [number, number]

/** The known answers of Random123, the authors' own library: counter, key, words. */
const known: readonly (readonly [Counter, Key, Counter])[] = [
  [
    [0, 0, 0, 0],
    [0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
]

const word = fc.oneof(fc.constantFrom(0, 1, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff), fc.nat(0xffffffff))
const counters = fc.tuple(word, word, word, word)
const keys = fc.tuple(word, word)

/** The same block in whole numbers of any size, from the equations. */
const byHand = (counter: Counter, key: Key): readonly number[] => {
  const low = (x: bigint) => x & 0xffffffffn
  let [a, b, c, d] = counter.map(BigInt) as [bigint, bigint, bigint, bigint]
  let [k, l] = key.map(BigInt) as [bigint, bigint]
  for (let round = 0; round < 10; round++) {
    const [left, right] = [0xd2511f53n * a, 0xcd9e8d57n * c]
    ;[a, b, c, d] = [(right >> 32n) ^ b ^ k, low(right), (left >> 32n) ^ d ^ l, low(left)]
    ;[k, l] = [low(k + 0x9e3779b9n), low(l + 0xbb67ae85n)]
  }
  return [a, b, c, d].map(Number)
}

/** The uniform number of a word: its high 23 bits, and a half. */
const numberOf = (of: number): number => (2 * Math.floor(of / 2 ** 9) + 1) / 2 ** 24

const o = operations(builder())
const key = o.build.variable('key', [4])

describe('philox', () => {
  it.each(known)('law: gives the known answer at %j with key %j', (counter, of, words) => {
    expect(philox(counter, of)).toEqual(words)
  })
  it('law: is its equations, at any counter and key', () => {
    fc.assert(
      fc.property(counters, keys, (counter, of) => {
        expect(philox(counter, of)).toEqual(byHand(counter, of))
      }),
    )
  })
  it('law: a key in halves of words is in float32 what it was', () => {
    fc.assert(
      fc.property(word, (of) => {
        const [low, high] = Float32Array.from(halvesOf(of))
        expect(low! + high! * 2 ** 16).toBe(of)
      }),
    )
  })
  it('law: numbers are those of words, in order, block after block mod 2³²; float32 has them; never 0, ½ or 1', () => {
    fc.assert(
      fc.property(counters, keys, fc.nat(40), ([first, ...rest], of, count) => {
        const drawn = philoxUniforms([count], [first, ...rest], of.flatMap(halvesOf))
        const want = Array.from({ length: count }, (_, i) =>
          numberOf(byHand([(first + Math.floor(i / 4)) % 2 ** 32, ...rest], of)[i % 4]!),
        )
        expect(Array.from(drawn)).toEqual(want)
        expect(want.every((u) => u > 0 && u < 1 && u !== 0.5)).toBe(true)
      }),
    )
  })
})

describe.each(devices)('philox on $name', (device) => {
  const drawn = async (counter: Counter, of: Key, count: number): Promise<readonly number[]> => {
    const given = device.upload([4], of.flatMap(halvesOf))
    const [out] = device.compile({ inputs: [key], outputs: [o.philox(key, [count], counter)] })([given])
    const numbers = Array.from(await device.read(out!))
    for (const buffer of [given, out!]) device.release(buffer)
    return numbers
  }
  it.each(known)('law: has the known answer at %j with key %j', async (counter, of, words) => {
    expect(await drawn(counter, of, 4)).toEqual(words.map(numberOf))
  })
  it('law: has the same numbers as every other device, to the bit, however many', () =>
    fc.assert(
      fc.asyncProperty(counters, keys, fc.nat(70), async (counter, of, count) => {
        const want = philoxUniforms([count], counter, of.flatMap(halvesOf))
        expect(await drawn(counter, of, count)).toEqual(Array.from(want))
      }),
      { numRuns: 40 },
    ))
})
