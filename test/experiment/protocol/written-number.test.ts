import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { writtenNumber, writtenOption } from '../../../src/experiment/index.ts'

const numbers = fc.oneof(
  fc.double(),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0),
)
const texts = fc.oneof(fc.string(), fc.constantFrom('NaN', 'Infinity', '-Infinity', '-0', '0'))

describe('a number that is written', () => {
  it('law: reads back as it was, and is never null', () => {
    fc.assert(
      fc.property(numbers, (x) => {
        const text = JSON.stringify(writtenNumber.encode(x))
        expect(text).not.toBe('null')
        expect(writtenNumber.decode(JSON.parse(text))).toEqual(E.right(x))
      }),
    )
    expect(JSON.stringify(0.1)).toBe(JSON.stringify(writtenNumber.encode(0.1)))
  })

  it('control: a plain number does not', () => {
    for (const x of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      expect(JSON.stringify(x)).toBe('null')
    expect(Object.is(JSON.parse(JSON.stringify(-0)), -0)).toBe(false)
  })

  it('what older records have in its place is no number; other texts are refused', () => {
    expect(writtenNumber.decode(null)).toEqual(E.right(Number.NaN))
    for (const odd of ['', '1', 'nan', 'toString', true, [], {}]) expect(E.isLeft(writtenNumber.decode(odd))).toBe(true)
  })

  it('law: the value of an option reads back, a text as a text', () => {
    fc.assert(
      fc.property(fc.oneof(numbers, texts), (value) => {
        const text = JSON.stringify(writtenOption.encode(value))
        expect(text).not.toMatch(/null/)
        expect(writtenOption.decode(JSON.parse(text))).toEqual(E.right(value))
      }),
    )
  })
})
