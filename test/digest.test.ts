import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digestOf, sha256 } from '../src/digest.ts'

const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, of]) => [name, shuffled(of)]),
  )
}

describe('digestOf', () => {
  it('law: the order of entries doesn’t matter, all else does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), fc.jsonValue(), (a, b) => {
        expect(digestOf(shuffled(a))).toBe(digestOf(a))
        const equal = JSON.stringify(shuffled(a)) === JSON.stringify(shuffled(b))
        if (equal) expect(digestOf(a)).toBe(digestOf(b))
        expect(digestOf([a])).not.toBe(digestOf(a))
        expect(digestOf([a, 0])).not.toBe(digestOf([0, a, 1]))
      }),
    )
    expect(digestOf([1, 2])).not.toBe(digestOf([2, 1]))
    expect(digestOf({ a: 1, b: 2 })).not.toBe(digestOf({ a: 2, b: 1 }))
  })

  it('is the SHA-256 of the JSON, as published', () => {
    expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    expect(digestOf('abc')).toBe(sha256('"abc"'))
    expect(digestOf({ b: 1, a: [true, null] })).toBe(sha256('{"a":[true,null],"b":1}'))
  })
})
