import * as t from 'io-ts'
import { limits } from '../judge/limits.ts'

/** A codec by a guard and the rule that the guard stands for. */
export const guarded = <A>(rule: string, is: (u: unknown) => u is A): t.Type<A, unknown, unknown> =>
  new t.Type<A, unknown, unknown>(rule, is, (u, c) => (is(u) ? t.success(u) : t.failure(u, c, rule)), t.identity)

const between = (u: unknown, least: number, most: number): u is number =>
  typeof u === 'number' && Number.isInteger(u) && u >= least && u <= most

export const whole = guarded(`a whole number from 0 to ${limits.count}`, (u): u is number =>
  between(u, 0, limits.count),
)

export const positiveWhole = guarded(`a whole number from 1 to ${limits.count}`, (u): u is number =>
  between(u, 1, limits.count),
)

export const truth = guarded('true or false', (u): u is boolean => typeof u === 'boolean')

const isText = (u: unknown, most: number): u is string =>
  typeof u === 'string' && u.length <= most && !/\p{Cc}/u.test(u)

/** A name of a slot, an option, a combinator, a network: never one that JavaScript's own objects answer to. */
export const name = guarded(
  `a name: 1 to ${limits.name} characters, and none that objects of JavaScript have`,
  (u): u is string => isText(u, limits.name) && u !== '' && !(u in Object.prototype),
)

export const text = guarded(`a text of at most ${limits.text} characters`, (u): u is string => isText(u, limits.text))

export const literalOf = <const A extends string>(...values: readonly A[]): t.Type<A, unknown, unknown> =>
  guarded(`one of ${values.join(', ')}`, (u): u is A => values.includes(u as A))

const unwritable: Readonly<Record<string, number>> = {
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
  '-0': -0,
}

/** A number; those that JSON has no way to write are strings: "Infinity", "-Infinity" and "-0". What is no number is refused. */
export const number: t.Type<number, unknown, unknown> = new t.Type<number, unknown, unknown>(
  'a number, or one of the strings "Infinity", "-Infinity", "-0"',
  (u): u is number => typeof u === 'number' && !Number.isNaN(u),
  (u, c) => {
    if (typeof u === 'number' && Number.isFinite(u)) return t.success(u)
    if (typeof u === 'string' && Object.hasOwn(unwritable, u)) return t.success(unwritable[u]!)
    return t.failure(u, c)
  },
  (x) => (Number.isFinite(x) && !Object.is(x, -0) ? x : Object.is(x, -0) ? '-0' : String(x)),
)
