import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { limits } from '../judge/limits.ts'
import { guarded, name } from './plain-values.ts'

export type Codec<A> = t.Type<A, unknown, unknown>

/** A list of at most `limits.entries`. */
export const list = <A>(item: Codec<A>): Codec<readonly A[]> => {
  const items = t.readonlyArray(item)
  const rule = `a list of at most ${limits.entries}`
  return new t.Type<readonly A[], unknown, unknown>(
    rule,
    items.is,
    (u, c) => (Array.isArray(u) && u.length <= limits.entries ? items.validate(u, c) : t.failure(u, c, rule)),
    (values) => values.map(item.encode),
  )
}

/** Whether a value is what a JSON object becomes. */
export const isRecord = (u: unknown): u is Readonly<Record<string, unknown>> =>
  typeof u === 'object' && u !== null && !Array.isArray(u)

/** The entries that `read` gives for each key, as an object; the first failure otherwise. */
const gathered = <A>(
  keys: readonly string[],
  read: (key: string) => t.Validation<unknown>,
  made: (of: object) => A,
): t.Validation<A> => {
  const entries: (readonly [string, unknown])[] = []
  for (const key of keys) {
    const value = read(key)
    if (E.isLeft(value)) return value
    if (value.right !== undefined) entries.push([key, value.right])
  }
  return t.success(made(Object.fromEntries(entries)))
}

/** A record from names to values, its order kept. */
export const record = <A>(value: Codec<A>): Codec<Readonly<Record<string, A>>> => {
  const rule = `an object of at most ${limits.entries} entries`
  return new t.Type<Readonly<Record<string, A>>, unknown, unknown>(
    rule,
    (u): u is Readonly<Record<string, A>> => isRecord(u) && Object.values(u).every(value.is),
    (u, c) => {
      if (!isRecord(u)) return t.failure(u, c, rule)
      const keys = Object.keys(u)
      if (keys.length > limits.entries) return t.failure(u, c, rule)
      return gathered(
        keys,
        (key) =>
          name.is(key)
            ? value.validate(u[key], t.appendContext(c, key, value, u[key]))
            : t.failure(key, t.appendContext(c, key, name, key), `called by ${name.name}`),
        (of) => of as Readonly<Record<string, A>>,
      )
    },
    (values) => Object.fromEntries(Object.entries(values).map(([key, of]) => [key, value.encode(of)])),
  )
}

const absent = guarded('left out', (u): u is undefined => u === undefined)

/** A record with known fields and no others; a field whose codec admits `undefined` may be left out. */
export const fields = <A extends object>(
  what: string,
  codecs: { readonly [F in keyof A]-?: Codec<A[F]> },
): Codec<A> => {
  const known = Object.entries<Codec<unknown>>(codecs as Readonly<Record<string, Codec<unknown>>>)
  const only = `left out: the fields of ${what} are ${known.map(([field]) => field).join(', ') || 'none'}`
  return new t.Type<A, unknown, unknown>(
    what,
    (u): u is A => isRecord(u) && known.every(([field, codec]) => codec.is(u[field])),
    (u, c) => {
      if (!isRecord(u)) return t.failure(u, c, what)
      const stranger = Object.keys(u).find((key) => !Object.hasOwn(codecs, key))
      if (stranger !== undefined) return t.failure(u[stranger], t.appendContext(c, stranger, absent), only)
      return gathered(
        known.map(([field]) => field),
        (field) => {
          const codec = (codecs as Readonly<Record<string, Codec<unknown>>>)[field]!
          const given = Object.hasOwn(u, field) ? u[field] : undefined
          return codec.validate(given, t.appendContext(c, field, codec, given))
        },
        (of) => of as A,
      )
    },
    (value) =>
      Object.fromEntries(
        known.flatMap(([field, codec]) => {
          const own = (value as Readonly<Record<string, unknown>>)[field]
          const written = own === undefined ? undefined : codec.encode(own)
          return written === undefined ? [] : [[field, written]]
        }),
      ),
  )
}

export const optional = <A>(of: Codec<A>): Codec<A | undefined> =>
  new t.Type<A | undefined, unknown, unknown>(
    `${of.name}, or left out`,
    (u): u is A | undefined => u === undefined || of.is(u),
    (u, c) => (u === undefined ? t.success(undefined) : of.validate(u, c)),
    (value) => (value === undefined ? undefined : of.encode(value)),
  )

/** What is `usual` where it is left out, and left out where it is `usual`. */
export const unlessLeftOut = <A>(of: Codec<A>, usual: A): Codec<A> =>
  new t.Type<A, unknown, unknown>(
    `${of.name}, or left out`,
    of.is,
    (u, c) => (u === undefined ? t.success(usual) : of.validate(u, c)),
    (value) => (value === usual ? undefined : of.encode(value)),
  )
