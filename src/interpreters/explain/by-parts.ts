import type { Syntax } from '../../dsl/index.ts'
import type { Maths } from './maths.ts'
import type { Scribe } from './scribe.ts'
import { unicodeMaths } from './unicode-maths.ts'

/** What is said where examples are taken in parts: nothing of parts of one. */
export const byParts = (
  scribe: Scribe,
  counted: (s: Syntax, field: string, value: number) => Maths,
  s: Syntax,
  size: number,
): readonly (Maths | string)[] => {
  const examples = counted(s, 'size', size)
  if (examples._tag === 'Number' && examples.value === 1) return []
  scribe.notes.add(`by ${unicodeMaths(examples)}: in parts of so many examples, in order; the last may be smaller`)
  return [' by ', examples]
}
