import type { FieldWidths } from '../syntax.ts'
import { type Codec, record } from './composite.ts'
import { guarded, name, positiveWhole } from './plain-values.ts'

/** How wide rows are that stand beside examples: a number, or the name of a width. */
const width = guarded(
  `${positiveWhole.name}, or ${name.name}`,
  (u): u is string | number => positiveWhole.is(u) || name.is(u),
)

export const fieldWidths: Codec<FieldWidths> = record(width)
