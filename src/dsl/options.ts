import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { type Fault, fault, nearest, unknownName } from '../fault.ts'
import { type Count, namedCount } from './count.ts'
import { built, type Scalar } from './term.ts'

/** An option that picks one of several forms; see `choose`. */
export interface Choice<C extends string> {
  readonly _tag: 'Choice'
  readonly value: C
}

/** An option of a method: how a value is checked, what it is unless given, and what the method's handlers see of it. */
export interface Option<V, Seen> {
  readonly codec: t.Type<V, unknown, unknown>
  readonly fallback: V
  /** The bounds in words, for help and errors. */
  readonly range: string
  /** Values at the ends of its range, or all of a few, for laws. */
  readonly extremes?: readonly (number | string)[]
  readonly symbol?: string
  readonly about?: string
  /** What a count is of, where it isn't of all there is: an option `memory` of 10 per task is 200 examples for 20 tasks. */
  readonly per?: 'task'
  /** From the text of a flag. */
  readonly parse: (text: string) => unknown
  readonly seen: (name: string, value: V) => Seen
}

type Notes = Pick<Option<never, never>, 'symbol' | 'about'>

const refined = (name: string, holds: (x: number) => boolean): t.Type<number, unknown, unknown> =>
  new t.Type<number, unknown, unknown>(
    name,
    (u): u is number => typeof u === 'number' && Number.isFinite(u) && holds(u),
    (u, context) => (typeof u === 'number' && Number.isFinite(u) && holds(u) ? t.success(u) : t.failure(u, context)),
    t.identity,
  )

const fromText = (text: string): unknown =>
  text.trim() === '' ? text : Number.isNaN(Number(text)) ? text : Number(text)

const real =
  (range: string, holds: (x: number) => boolean, extremes: (fallback: number) => readonly number[]) =>
  (fallback: number, notes: Notes = {}): Option<number, Scalar> => ({
    codec: refined(range, holds),
    fallback,
    range,
    extremes: extremes(fallback),
    parse: fromText,
    seen: (name) => built({ _tag: 'Option', name }),
    ...notes,
  })

/** A number > 0, seen as a named constant. */
export const positive = real(
  'a number > 0',
  (x) => x > 0,
  (fallback) => [fallback / 1024],
)
/** A number ≥ 0, seen as a named constant. */
export const nonNegativeNumber = real(
  'a number ≥ 0',
  (x) => x >= 0,
  () => [0],
)
/** A number in [0, 1], seen as a named constant. */
export const unit = real(
  'a number in [0, 1]',
  (x) => x >= 0 && x <= 1,
  () => [0, 1],
)
/** A number in [0, 1) that float32 keeps below 1, seen as a named constant: a running mean that takes something of what comes. */
export const decay = real(
  'a number in [0, 1)',
  (x) => x >= 0 && Math.fround(x) < 1,
  () => [0, 1 - 2 ** -10],
)

/** Every kind of option that is seen as a named constant. */
export const namedConstants = [positive, nonNegativeNumber, unit, decay]

/** A whole number ≥ `least` that fixes the shape of the program: handlers see it with its name. */
export const count = (
  fallback: number,
  { least = 0, ...notes }: Notes & Pick<Option<never, never>, 'per'> & { readonly least?: number } = {},
): Option<number, Count> => ({
  codec: refined(`a whole number ≥ ${least}`, (x) => Number.isInteger(x) && x >= least && x <= 1e9),
  fallback,
  range: `a whole number ≥ ${least}`,
  extremes: [least, least + 1],
  parse: fromText,
  seen: namedCount,
  ...notes,
})

/** One of the named forms. */
export const oneOf = <const C extends readonly [string, ...string[]]>(
  values: C,
  fallback: C[number],
  notes: Notes = {},
): Option<C[number], Choice<C[number]>> => {
  const known = (u: unknown): u is C[number] => typeof u === 'string' && values.includes(u)
  return {
    codec: new t.Type<C[number], unknown, unknown>(
      values.join(' | '),
      known,
      (u, c) => (known(u) ? t.success(u) : t.failure(u, c)),
      t.identity,
    ),
    fallback,
    range: `one of ${values.join(', ')}`,
    extremes: values,
    parse: (text) => text,
    seen: (_name, value) => ({ _tag: 'Choice', value }),
    ...notes,
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a record of options holds options of every type
export type Options = { readonly [name: string]: Option<any, any> }

/** What handlers see of a record of options. */
export type Seen<O extends Options> = { readonly [K in keyof O]: O[K] extends Option<infer _V, infer S> ? S : never }

/** The plain values of a record of options. */
export type Values = Readonly<Record<string, number | string>>

export const defaults = (options: Options): Values =>
  Object.fromEntries(Object.entries(options).map(([name, o]) => [name, o.fallback]))

/** Checks given values (flags as text, or decoded JSON) against a method's options; options left out take their defaults. */
export const decodeOptions = (
  where: string,
  options: Options,
  given: Readonly<Record<string, unknown>>,
): E.Either<Fault, Values> =>
  Object.entries(given).reduce<E.Either<Fault, Values>>(
    (so, [name, raw]) =>
      pipe(
        so,
        E.chain((values) => {
          const option = Object.hasOwn(options, name) ? options[name] : undefined
          if (option === undefined) return E.left(unknownOption(where, name, options))
          const value: unknown = typeof raw === 'string' ? option.parse(raw) : raw
          return pipe(
            option.codec.decode(value),
            E.mapLeft(() => refusal(where, name, option.range, value)),
            E.map((checked) => ({ ...values, [name]: checked as number | string })),
          )
        }),
      ),
    E.right(defaults(options)),
  )

/** Papers name options by symbols: who gives one is told the option that has it. */
const unknownOption = (where: string, name: string, options: Options): Fault => {
  const of = unknownName({ where, what: 'option', name, known: Object.keys(options) })
  const meant = Object.keys(options).find((one) => options[one]?.symbol === name)
  return meant === undefined ? of : { ...of, hint: `${name} is the symbol of the option \`${meant}\`` }
}

const refusal = (where: string, name: string, range: string, value: unknown): Fault => {
  const close =
    typeof value === 'string' && range.startsWith('one of ') ? nearest(value, range.slice(7).split(', ')) : undefined
  return fault({
    where,
    rule: `option \`${name}\` must be ${range}`,
    got: JSON.stringify(value),
    ...(close === undefined ? {} : { hint: `did you mean ${close}?` }),
  })
}

/** What handlers see, for checked values. */
export const seenOf = <O extends Options>(options: O, values: Values): Seen<O> =>
  Object.fromEntries(
    Object.entries(options).map(([name, o]) => [name, o.seen(name, values[name] ?? o.fallback)]),
  ) as Seen<O>
