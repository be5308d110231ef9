import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeIdx } from '../../src/data/idx.ts'
import { idx } from './idx.ts'

describe('decodeIdx', () => {
  const file = fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
    .chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        values: fc.uint8Array({ minLength: shape[0] * shape[1] * shape[2], maxLength: shape[0] * shape[1] * shape[2] }),
      }),
    )
  it('law: what was written comes back, from the middle of a buffer too', () => {
    fc.assert(
      fc.property(file, fc.nat(9), ({ shape, values }, before) => {
        const bytes = Uint8Array.from([...Array(before).fill(9), ...idx(shape, values)]).subarray(before)
        expect(decodeIdx(3, [])(bytes)).toEqual(E.right({ shape, values }))
      }),
    )
  })
  it('law: no beginning of a file is taken for it', () => {
    fc.assert(
      fc.property(file, fc.nat(), ({ shape, values }, raw) => {
        const bytes = idx(shape, values)
        expect(E.isLeft(decodeIdx(3, [])(bytes.subarray(0, raw % bytes.length)))).toBe(true)
      }),
    )
  })
})
