import * as t from 'io-ts'

/** What JSON has no way to write, by the text that is written in its place. */
const texts: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
  '-0': -0,
}

const textOf = (x: number): string => (Object.is(x, -0) ? '-0' : String(x))

const isPlain = (x: number): boolean => Number.isFinite(x) && !Object.is(x, -0)

/**
 * A number as records, reports and tables of JSON write it: "NaN", "Infinity", "-Infinity" and "-0" are texts, since JSON would have
 * `null` for three of them and 0 for the last. Older records have that `null`, which is read as no number (NaN).
 *
 * @law `decode(JSON.parse(JSON.stringify(encode(x)))) = right(x)` for every number x, which is never written as `null`
 */
export const writtenNumber: t.Type<number, number | string> = new t.Type<number, number | string>(
  'a number, or one of the texts "NaN", "Infinity", "-Infinity", "-0"',
  (u): u is number => typeof u === 'number',
  (u, context) => {
    if (typeof u === 'number') return t.success(u)
    if (u === null) return t.success(Number.NaN)
    const known = typeof u === 'string' && Object.hasOwn(texts, u) ? texts[u] : undefined
    return known === undefined ? t.failure(u, context) : t.success(known)
  },
  (x) => (isPlain(x) ? x : textOf(x)),
)

const marked = t.strict({ number: writtenNumber })

const isValue = (u: unknown): u is number | string => typeof u === 'number' || typeof u === 'string'

/** The value of an option: a text, or a number; one that JSON can't write is `{ "number": "Infinity" }`, since texts are values too. */
export const writtenOption: t.Type<number | string, unknown> = new t.Type<number | string, unknown>(
  'a text or a number',
  isValue,
  (u, context) => {
    if (isValue(u)) return t.success(u)
    const decoded = marked.validate(u, context)
    return decoded._tag === 'Left' ? decoded : t.success(decoded.right.number)
  },
  (value) => (typeof value === 'string' || isPlain(value) ? value : marked.encode({ number: value })),
)
