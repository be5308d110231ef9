import type { Syntax } from './syntax.ts'
import { built, type Scalar } from './term.ts'

type LiteralScalar = Extract<Scalar, { readonly _tag: 'Literal' }>

/**
 * A whole number that fixes the shape of a program, and knows which option it is: where a count is due it is printed by the option's
 * symbol; as a scalar it is a scalar. What is worked out from its value, as `o.steps.value - 1`, is a plain number.
 */
export interface Count extends LiteralScalar {
  readonly counts: { readonly value: string }
  readonly [Symbol.toPrimitive]: () => number
}

/** The count that an option stands for. */
export const namedCount = (option: string, value: number): Count => {
  const made = { _tag: 'Literal', value, counts: { value: option } } as const satisfies Syntax
  // A method may be written where no types are checked: reckoned with, a count is its number.
  return built(Object.defineProperty(made, Symbol.toPrimitive, { value: () => value, enumerable: false }))
}

/** Whether something is a count itself, not a term that was made of one. */
export const isCount = (value: unknown): value is Count =>
  typeof value === 'object' && value !== null && Symbol.toPrimitive in value

/** Anything else that is given in place of a number stays what it is: the judge refuses it. */
export const numberOf = (count: number | Count): number => (isCount(count) ? count.value : count)

/** Some fields of a node that are counts: their numbers, and which of them are options. */
export const counted = <F extends string>(
  fields: Readonly<Record<F, number | Count>>,
): Readonly<Record<F, number>> & { readonly counts?: Readonly<Record<string, string>> } => {
  const entries = Object.entries<number | Count>(fields)
  const names = entries.flatMap(([field, of]) => (isCount(of) ? [[field, of.counts.value] as const] : []))
  return {
    ...(Object.fromEntries(entries.map(([field, of]) => [field, numberOf(of)])) as Readonly<Record<F, number>>),
    ...(names.length === 0 ? {} : { counts: Object.fromEntries(names) }),
  }
}

/** The lesser of two counts, by the name that it has. */
export const fewer = (a: number | Count, b: number | Count): number | Count => (numberOf(b) < numberOf(a) ? b : a)
