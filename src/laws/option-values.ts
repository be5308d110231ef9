import fc from 'fast-check'
import { defaults, type Method, type Option, type Values } from '../dsl/index.ts'

type Value = number | string

/** More of anything than this makes a law slow and no stronger. */
const enough = 6

/** Values at the bounds of an option; those that its codec refuses are left out. */
const bounds = ({ extremes = [], codec }: Option<unknown, unknown>): readonly Value[] =>
  extremes.filter((value) => codec.is(value))

/** The values of a method's options, with counts that are small. */
export const smallValues = (method: Method): Values => {
  const values = defaults(method.options)
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const option = method.options[name]!
      const isCount = option.range.startsWith('a whole number') && typeof value === 'number'
      const small = isCount && value > enough && option.codec.is(enough) ? enough : value
      return [name, small]
    }),
  )
}

/** Some options of a method at other values than their own. */
export type Changes = Readonly<Record<string, Value>>

const changed = (method: Method, isWanted: (range: string) => boolean): fc.Arbitrary<Changes> => {
  const choices = Object.entries(method.options).flatMap(([name, option]) =>
    isWanted(option.range) ? bounds(option).map((value) => ({ [name]: value })) : [],
  )
  return choices.length === 0 ? fc.constant({}) : fc.constantFrom<Changes[]>({}, ...choices)
}

/** At most one option that picks a form, in one of its forms. */
export const forms = (method: Method): fc.Arbitrary<Changes> => changed(method, (range) => range.startsWith('one of '))

/** At most one option, at one of its bounds. */
export const atBounds = (method: Method): fc.Arbitrary<Changes> => changed(method, () => true)
