import type { Method, Values } from '../../dsl/index.ts'
import { describe } from './describe.ts'
import type { Document } from './document.ts'
import { json } from './json.ts'
import { latex } from './latex.ts'
import { markdown } from './markdown.ts'
import { unicode } from './unicode.ts'

/** The forms that an explanation comes in. */
export const formats = ['unicode', 'markdown', 'latex', 'json'] as const

export type Format = (typeof formats)[number]

const renderers: Readonly<Record<Exclude<Format, 'json'>, (of: Document) => string>> = { unicode, markdown, latex }

/**
 * The algorithm box of a method at given options: its options with their symbols, its state, and what happens at each
 * event, in the notation of papers. With `expand` combinators are shown by their definitions. As JSON it is the program
 * itself, which can be read back and run.
 *
 * Law: it depends on the program alone, not on how its variables are numbered.
 */
export const explain = (
  method: Method,
  values: Values,
  { format = 'unicode', expand = false }: { readonly format?: Format; readonly expand?: boolean } = {},
): string => (format === 'json' ? json(method, values) : renderers[format](describe(method, values, { expand })))
