import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { edited, edits } from '../../src/native/binding/edits.ts'

const source = (file: string): string =>
  edits.flatMap((edit) => (edit.file === file ? [`// above\n${edit.at}`] : [])).join('\n')

describe('the edits of the package’s sources', () => {
  it.each(['tfjs_backend.h', 'tfjs_binding.cc'])('of %s stand before their places, and all else stays', (file) => {
    const after = edited(file)(source(file))
    const own = edits.filter((edit) => edit.file === file)
    expect(E.isRight(after) && own.every(({ at, before }) => after.right.includes(before + at))).toBe(true)
    expect(E.isRight(after) && own.reduce((so, { before }) => so.replace(before, ''), after.right)).toBe(source(file))
  })

  it('are refused where a place is missing, or there twice', () => {
    const file = 'tfjs_backend.h'
    expect(edited(file)('nothing')).toEqual(E.left(edits[0]!.at.trim()))
    expect(edited(file)(source(file) + source(file))).toEqual(E.left(edits[0]!.at.trim()))
    expect(edited('another.cc')('as it was')).toEqual(E.right('as it was'))
  })
})
