import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { referenceDevice } from '../../src/interpreters/devices/index.ts'
import { decodeCheckpoint } from '../../src/records/index.ts'
import { rows } from '../conformance/rows.ts'
import { right } from '../experiment/digits.ts'
import { bytesOf, course } from '../experiment/resume/halts.ts'
import { libraryRun } from '../experiment/resume/small-runs.ts'

const of = libraryRun(referenceDevice(), rows.find(({ name }) => name === 'er')!)
const { halt } = (await course(of)).moments.at(-1)!
const bytes = bytesOf(of, halt)
const decoded = decodeCheckpoint('here')

describe('a checkpoint', () => {
  it('law: decode ∘ encode = identity, to the bit', () => {
    const { halt: written, ticks, lines, events } = right(decoded(bytes))
    expect(right(of.halts.read(written))).toEqual(halt)
    expect([ticks, lines.length, events[0]?._tag]).toEqual([0, 1, 'RunStarted'])
  })
  it('law: with any byte another, or any missing at the end, it is none', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const other = Uint8Array.from(bytes)
        other[at]! ^= by
        expect(decoded(other)).toMatchObject({ _tag: 'Left' })
      }),
    )
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), (length) => {
        expect(decoded(bytes.subarray(0, length))).toMatchObject({ left: { _tag: 'Damaged' } })
      }),
    )
  })
  it('of another version is told from a damaged one', () => {
    const text = Buffer.from(bytes).toString('latin1')
    const other = (from: string, to: string) => decoded(Buffer.from(text.replace(from, to), 'latin1'))
    expect(other('"retain":"', '"retain":"9.')).toMatchObject({ left: { _tag: 'Foreign', fault: { code: 2 } } })
    expect(other('"checkpoint":1', '"checkpoint":2')).toMatchObject({ left: { _tag: 'Foreign' } })
    expect(other('"checkpoint":1', '"checkpoin":1')).toMatchObject({ left: { _tag: 'Damaged' } })
  })
})
