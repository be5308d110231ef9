import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flatten, signed, sized, unsigned } from '../../../../../src/interpreters/devices/wasm/assembler/encoding.ts'

/** The integer that LEB128 bytes stand for, by the definition: seven bits a byte, lowest first. */
const decoded = (bytes: readonly number[]): number =>
  bytes.reduce((sum, byte, index) => sum + (byte & 0x7f) * 2 ** (7 * index), 0)

const wellFormed = (bytes: readonly number[]): boolean =>
  bytes.every((byte, index) => byte >= 0 && byte < 256 && byte >= 0x80 === index < bytes.length - 1)

describe('LEB128', () => {
  it('holds every unsigned integer', () => {
    fc.assert(
      fc.property(fc.oneof(fc.nat(300), fc.integer({ min: 0, max: 2 ** 32 - 1 })), (value) => {
        const bytes = unsigned(value)
        return wellFormed(bytes) && decoded(bytes) === value
      }),
    )
  })

  it('holds every signed integer, its sign in the highest bit', () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: -300, max: 300 }), fc.integer()), (value) => {
        const bytes = signed(value)
        const negative = (bytes[bytes.length - 1]! & 0x40) !== 0
        return wellFormed(bytes) && decoded(bytes) - (negative ? 2 ** (7 * bytes.length) : 0) === value
      }),
    )
  })
})

describe('flatten', () => {
  it('keeps the order of a rope, however it was joined', () => {
    expect([...flatten([1, [2, [3, []], Uint8Array.of(4, 5)], 6])]).toEqual([1, 2, 3, 4, 5, 6])
    expect([...flatten(sized([[7, 8], 9]))]).toEqual([3, 7, 8, 9])
  })
})
