import fc from 'fast-check'
import { xoroshiro128plus } from 'pure-rand/generator/XoroShiro'
import { describe, expect, it } from 'vitest'
import { child, generator, integers, type KeyPart, key, uniforms } from '../../src/random/index.ts'
import { chiSquare, tally } from './chiSquare.ts'
import { correlation } from './correlation.ts'

const seed = fc.maxSafeInteger()
const part: fc.Arbitrary<KeyPart> = fc.oneof(fc.integer(), fc.double({ noNaN: true }), fc.string(), fc.nat(20))
const path = fc.array(part, { maxLength: 5 })
const some = 8

describe('key', () => {
  it('law: the same seed and path give the same numbers', () => {
    fc.assert(
      fc.property(seed, path, (s, p) => {
        expect(uniforms(child(key(s), ...p), some)).toEqual(uniforms(child(key(s), ...p), some))
      }),
    )
  })
  it('law: drawing uses nothing up, and a key names its seed and path', () => {
    fc.assert(
      fc.property(seed, path, (s, p) => {
        const k = Object.freeze(child(key(s), ...p))
        expect(uniforms(k, some)).toEqual(uniforms(k, some))
        expect([k.seed, k.path]).toEqual([s, p])
      }),
    )
  })
  it('law: child(k, a, b) = child(child(k, a), b)', () => {
    fc.assert(
      fc.property(seed, path, path, (s, p, q) => {
        expect(child(key(s), ...p, ...q)).toEqual(child(child(key(s), ...p), ...q))
      }),
    )
  })
  it('law: two seeds, and two paths, give different numbers', () => {
    fc.assert(
      fc.property(seed, seed, path, path, (s, t, p, q) => {
        const same = s === t && p.length === q.length && p.every((one, i) => one === q[i])
        const draw = (a: number, b: readonly KeyPart[]) => `${integers(child(key(a), ...b), some, 2 ** 31)}`
        expect(draw(s, p) === draw(t, q)).toBe(same)
        expect(draw(s, p) === draw(t, p)).toBe(s === t)
      }),
    )
  })
  it('tells 1 from "1", 0 from "", parts from their joint, and an empty path from one with an empty name', () => {
    const lanes = [[1], ['1'], [''], [0], ['ab', 'c'], ['a', 'bc'], ['abc'], [], ['', ''], [1.5], [2 ** 40], [-1]].map(
      (p) => `${child(key(7), ...p).lanes}`,
    )
    expect(new Set(lanes).size).toBe(lanes.length)
  })
  it('is a value: a child leaves its parent as it was', () => {
    const parent = key(1)
    const before = JSON.stringify(parent)
    child(parent, 'a', 2)
    expect(JSON.stringify(parent)).toBe(before)
  })
  it('never changes: these draws are part of every record', () => {
    expect([...integers(child(key(42), 'task', 3), 6, 1000)]).toMatchInlineSnapshot(`
      [
        63,
        538,
        967,
        477,
        753,
        632,
      ]
    `)
    expect([...integers(key(0), 6, 1000)]).toMatchInlineSnapshot(`
      [
        385,
        202,
        994,
        194,
        946,
        414,
      ]
    `)
  })
})

/** Whether the first numbers of sources 0 to n − 1 look like n independent uniform ones: even, and without a memory. */
const independent = (first: (i: number) => number): boolean => {
  const n = 4096
  const drawn = Array.from({ length: n }, (_, i) => first(i))
  const pairs = drawn.map((value, i) => Math.floor(value * 8) * 8 + Math.floor(drawn[(i + 1) % n]! * 8))
  return (
    chiSquare(tally(pairs, 64)) < 7 &&
    [1, 2, 7, 64].every((lag) => Math.abs(correlation(drawn.slice(lag), drawn.slice(0, -lag))) < 7)
  )
}

describe('siblings', () => {
  const runs = { numRuns: 20 }
  it('law: numbered children are independent', () => {
    fc.assert(
      fc.property(seed, path, (s, p) => independent((i) => uniforms(child(key(s), ...p, i), 1)[0]!)),
      runs,
    )
  })
  it('law: numbered parents are independent under one name', () => {
    fc.assert(
      fc.property(seed, (s) => independent((i) => uniforms(child(key(s), 'task', i, 'pixels'), 1)[0]!)),
      runs,
    )
  })
  it('law: neighbouring seeds are independent', () => {
    fc.assert(
      fc.property(fc.integer(), (s) => independent((i) => uniforms(key(s + i), 1)[0]!)),
      runs,
    )
  })
  it('law: the whole sequences of two siblings are uncorrelated', () => {
    fc.assert(
      fc.property(seed, fc.nat(), (s, i) => {
        const [one, other] = [i, i + 1].map((part) => uniforms(child(key(s), part), 2000))
        expect(Math.abs(correlation(one!, other!))).toBeLessThan(7)
      }),
      runs,
    )
  })
  it('law: one step of a number changes each bit of the first word half of the time', () => {
    fc.assert(
      fc.property(seed, (s) => {
        const n = 2048
        const words = Array.from({ length: n + 1 }, (_, i) => generator(child(key(s), i)).unsafeNext())
        const flips = Array.from({ length: 32 }, (_, bit) =>
          words.slice(1).reduce((sum, word, i) => sum + (((word ^ words[i]!) >>> bit) & 1), 0),
        )
        expect(flips.every((count) => Math.abs(count - n / 2) < 7 * Math.sqrt(n / 4))).toBe(true)
      }),
      runs,
    )
  })
  it('control: generators seeded with neighbouring numbers are NOT independent', () => {
    fc.assert(
      fc.property(fc.integer(), (s) => !independent((i) => (xoroshiro128plus(s + i).unsafeNext() >>> 0) / 2 ** 32)),
      runs,
    )
  })
  it('control: a hash that forgets the path gives siblings that are NOT independent', () => {
    fc.assert(
      fc.property(seed, (s) => !independent(() => uniforms(key(s), 1)[0]!)),
      runs,
    )
  })
})
