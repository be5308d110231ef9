import type { FieldWidths, Kind } from './syntax.ts'

const none: FieldWidths = {}

/** The fields that a batch or a memory has beside its examples. */
export const fieldsIn = (kind: Kind): FieldWidths =>
  kind._tag === 'Batch' || kind._tag === 'Memory' ? (kind.fields ?? none) : none

/** The kind of a batch or a memory with fields, or without any. */
export const beside = (of: 'Batch' | 'Memory', fields: FieldWidths): Kind =>
  Object.keys(fields).length === 0 ? { _tag: of } : { _tag: of, fields }

/** The fields that both have, of the same width. */
export const common = (a: FieldWidths, b: FieldWidths): FieldWidths =>
  Object.fromEntries(Object.entries(a).filter(([name, width]) => Object.hasOwn(b, name) && b[name] === width))

/** Whether all of some fields are among others, as wide. */
export const areAmong = (some: FieldWidths, others: FieldWidths): boolean =>
  Object.entries(some).every(([name, width]) => Object.hasOwn(others, name) && others[name] === width)

export const sameFields = (a: FieldWidths, b: FieldWidths): boolean => areAmong(a, b) && areAmong(b, a)

/** `logits` of `outputs`, … */
export const spellFields = (fields: FieldWidths): string =>
  Object.entries(fields)
    .map(
      ([name, width]) =>
        `\`${name}\` of ${width === 1 ? 'one number' : typeof width === 'number' ? `${width} numbers` : `\`${width}\``}`,
    )
    .join(' and ')
