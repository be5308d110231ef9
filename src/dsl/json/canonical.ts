import type { MethodProgram } from '../method.ts'
import { isRecord } from './composite.ts'
import { encodeProgram } from './encode.ts'

/** What only those who print look at. */
const isForPrint = (tag: string, field: string): boolean =>
  ['counts', 'notation', 'symbol', 'symbols'].includes(field) || (tag === 'Variable' && field === 'name')

/** Anything that JSON writes, without what is there to be printed: names of variables, and of options that were counts. */
const nameless = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(nameless)
  if (!isRecord(value)) return value
  const tag = value._tag
  return Object.fromEntries(
    Object.entries(value)
      .filter(([field]) => typeof tag !== 'string' || !isForPrint(tag, field))
      .map(([field, of]) => [field, nameless(of)]),
  )
}

/**
 * A program as plain JSON without what doesn't make it another one: its own name, what variables are called, which option
 * a count was, and the values of options that are numbers with a name in it. Those that shape the program shape its nodes.
 *
 * @law equal for programs that differ only in the numbers and names of variables; for one method at two values of a named constant
 */
export const canonicalProgram = (program: MethodProgram): unknown => {
  const { method: _, ...written } = nameless(encodeProgram(program)) as Readonly<Record<string, unknown>>
  return {
    ...written,
    options: Object.fromEntries(
      Object.entries(program.options).map(([name, value]) => [name, typeof value === 'number' ? 'a number' : value]),
    ),
  }
}
