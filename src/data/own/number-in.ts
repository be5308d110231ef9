import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../../fault.ts'

const written = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** Whether a field is a number as people and programs write it: digits with a point, and a power of ten. */
export const isNumber = (text: string): boolean => written.test(text)

/** The place of a field, for messages: file, line, column. */
export interface FieldPlace {
  readonly path: string
  readonly line: number
  readonly column: string
}

/** The number in a field; a `Left` that says file, line and column for anything else, and for what float32 can't hold. */
export const numberIn = (text: string, { path, line, column }: FieldPlace): E.Either<Fault, number> => {
  const wrong = (rule: string, got: string, hint: string) =>
    E.left(fault({ where: 'data', rule, got, path: [path, `line ${line}`, `column ${column}`], hint }))
  if (text === '')
    return wrong('every field must hold a value', 'an empty field', 'fill it in, or take the row or the column out')
  if (!isNumber(text))
    return wrong(
      'what is learned from, and numbers to predict, must be numbers, such as 3, −0.5 or 1e-3'.replace('−', '-'),
      `\`${text}\``,
      'write numbers for words, or take the column out; --target names what is to be predicted, --by the tasks',
    )
  const value = Number(text)
  return Number.isFinite(Math.fround(value))
    ? E.right(value)
    : wrong('a number must be one that float32 can hold', text, 'give it in another unit')
}
