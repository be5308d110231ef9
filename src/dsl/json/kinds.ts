import * as t from 'io-ts'
import type { FieldWidths, Kind, RowsKind, Syntax, Width } from '../syntax.ts'
import { type Codec, fields, isRecord, list } from './composite.ts'
import { fieldWidths } from './field-widths.ts'
import { name, positiveWhole } from './plain-values.ts'

type List = Extract<Kind, { readonly _tag: 'List' }>
type Word = Exclude<Kind, List | RowsKind>

const words = {
  scalar: { _tag: 'Scalar' },
  condition: { _tag: 'Condition' },
  batch: { _tag: 'Batch' },
  memory: { _tag: 'Memory' },
  episodes: { _tag: 'Episodes' },
  steps: { _tag: 'Steps' },
} as const satisfies Readonly<Record<string, Word>>

const wordOf = Object.fromEntries(Object.entries(words).map(([word, kind]) => [kind._tag, word]))

const parameters = fields<{ readonly params: string }>('parameters', { params: name })

const withFields = {
  batch: fields<{ readonly batch: FieldWidths }>('a batch with fields', { batch: fieldWidths }),
  memory: fields<{ readonly memory: FieldWidths }>('a memory with fields', { memory: fieldWidths }),
}

const rule = `one of ${Object.keys(words).join(', ')}, or { "params": network }`

/** "scalar", "batch", … or { "params": network }. */
const flat: Codec<Kind> = new t.Type<Kind, unknown, unknown>(
  rule,
  (u): u is Kind => isRecord(u) && typeof u._tag === 'string',
  (u, c) => {
    if (typeof u === 'string' && Object.hasOwn(words, u)) return t.success(words[u as keyof typeof words])
    if (!isRecord(u)) return t.failure(u, c, rule)
    if (Object.hasOwn(u, 'batch')) {
      const of = withFields.batch.validate(u, c)
      return of._tag === 'Left' ? of : t.success({ _tag: 'Batch', fields: of.right.batch })
    }
    if (Object.hasOwn(u, 'memory')) {
      const of = withFields.memory.validate(u, c)
      return of._tag === 'Left' ? of : t.success({ _tag: 'Memory', fields: of.right.memory })
    }
    const decoded = parameters.validate(u, c)
    return decoded._tag === 'Left' ? decoded : t.success({ _tag: 'Params', network: decoded.right.params })
  },
  (kind) => {
    if (kind._tag === 'Params') return { params: kind.network }
    if (kind._tag === 'Batch' && kind.fields !== undefined) return withFields.batch.encode({ batch: kind.fields })
    if (kind._tag === 'Memory' && kind.fields !== undefined) return withFields.memory.encode({ memory: kind.fields })
    return wordOf[kind._tag] ?? 'list'
  },
)

const listed = fields<Omit<List, '_tag'>>('a list over tasks', { names: list(name), elements: list(flat) })

/** How wide rows are: a number, a name, or { "examplesOf": batch }. */
const width = (node: Codec<Syntax>): Codec<Width> => {
  const counted = fields<Exclude<Width, number | string>>('a width', { examplesOf: node })
  const of = `${positiveWhole.name}, ${name.name}, or { "examplesOf": node }`
  return new t.Type<Width, unknown, unknown>(
    of,
    (u): u is Width => positiveWhole.is(u) || name.is(u) || counted.is(u),
    (u, c) =>
      isRecord(u) ? counted.validate(u, c) : positiveWhole.is(u) || name.is(u) ? t.success(u) : t.failure(u, c, of),
    (value) => (typeof value === 'object' ? counted.encode(value) : value),
  )
}

/**
 * A kind; the elements of a list over tasks are no lists themselves, so that a kind is never deeper than that. `node` is how a document
 * refers to the batch that rows are of.
 */
export const kindBy = (node: Codec<Syntax>): Codec<Kind> => {
  const rows = fields<{ readonly rowsOf: Syntax; readonly width: Width }>('rows', { rowsOf: node, width: width(node) })
  return new t.Type<Kind, unknown, unknown>(
    `${rule}, { "names": […], "elements": […] }, or { "rowsOf": node, "width": … }`,
    flat.is,
    (u, c) => {
      if (isRecord(u) && Object.hasOwn(u, 'rowsOf')) {
        const decoded = rows.validate(u, c)
        if (decoded._tag === 'Left') return decoded
        return t.success({ _tag: 'Rows', batch: decoded.right.rowsOf, width: decoded.right.width })
      }
      if (!isRecord(u) || !Object.hasOwn(u, 'elements')) return flat.validate(u, c)
      const decoded = listed.validate(u, c)
      return decoded._tag === 'Left' ? decoded : t.success({ _tag: 'List', ...decoded.right })
    },
    (of) => {
      if (of._tag === 'Rows') return rows.encode({ rowsOf: of.batch, width: of.width })
      return of._tag === 'List' ? listed.encode(of) : flat.encode(of)
    },
  )
}
