import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc32c } from '../../../src/records/logs/crc32c.ts'
import { framed } from '../../../src/records/logs/framed.ts'

describe('crc32c', () => {
  // RFC 3720, B.4, and the check value of the catalogue of CRCs.
  it.each([
    ['32 zeros', new Uint8Array(32), 0x8a9136aa],
    ['32 ones', new Uint8Array(32).fill(255), 0x62a8ab43],
    ['0 … 31', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    ['31 … 0', Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
    ['123456789', new TextEncoder().encode('123456789'), 0xe3069283],
  ])('of %s is the published one', (_, bytes, value) => {
    expect(crc32c(bytes)).toBe(value)
  })

  it('law: bit by bit it is the remainder of the division by the polynomial', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        let crc = 0xffffffffn
        for (const byte of bytes) {
          crc ^= BigInt(byte)
          for (let bit = 0; bit < 8; bit += 1) crc = crc & 1n ? (crc >> 1n) ^ 0x82f63b78n : crc >> 1n
        }
        expect(crc32c(bytes)).toBe(Number(crc ^ 0xffffffffn))
      }),
    )
  })
})

describe('a frame', () => {
  it('has the length and two checksums around the bytes', () => {
    const frame = Buffer.from(framed(new TextEncoder().encode('123456789')))
    expect(frame.length).toBe(25)
    expect(frame.readBigUInt64LE(0)).toBe(9n)
    expect(frame.subarray(12, 21).toString()).toBe('123456789')
    // Turned right by 15 bits 0xe3069283 is 0x2507c60d; with 0xa282ead8 it is 0xc78ab0e5.
    expect(frame.readUInt32LE(21)).toBe(0xc78ab0e5)
  })
})
