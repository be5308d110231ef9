import type { MethodProgram } from '../method.ts'
import { isRecord } from './composite.ts'
import { encodeProgram } from './encode.ts'

/** Anything that JSON writes, without the names of variables in it. */
const nameless = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(nameless)
  if (!isRecord(value)) return value
  const { name, ...rest } = value
  const kept = value._tag === 'Variable' ? rest : value
  return Object.fromEntries(Object.entries(kept).map(([key, of]) => [key, nameless(of)]))
}

/**
 * A program as plain JSON without what doesn't make it another one: its own name, what variables are called, and the values of
 * options that are numbers with a name in it. Those that shape the program shape its nodes.
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
