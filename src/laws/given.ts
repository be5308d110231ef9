import fc from 'fast-check'
import { freeParams, freeScalar, type Params, type Scalar, type Variable } from '../dsl/index.ts'
import { type Layout, sizeOfLayout } from '../networks/index.ts'

/** Dyadic rationals n/16: sums and products of a few of them are exact in float64. */
const sixteenths = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min: min * 16, max: max * 16 }).map((n) => n / 16)

/** Numbers between −8 and 8. */
export const real = sixteenths(-8, 8)
/** Numbers above 0, up to 8. */
export const positive = sixteenths(0, 8).map((x) => x + 1 / 16)
/** Numbers from 0 up to 8, 0 often. */
export const nonNegative = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: sixteenths(0, 8) },
)
/** Numbers in [0, 1], both ends often. */
export const fraction = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(0, 1) },
  { weight: 4, arbitrary: sixteenths(0, 1) },
)

/** Something a law is stated for every value of: a vector or a number, and where its coordinates are taken from. */
export interface Given<K extends 'params' | 'scalar' = 'params' | 'scalar'> {
  readonly kind: K
  readonly coordinate: fc.Arbitrary<number>
}

/** For every vector of parameters with such coordinates. */
export const params = (coordinate: fc.Arbitrary<number> = real): Given<'params'> => ({ kind: 'params', coordinate })
/** For every such number. */
export const scalar = (coordinate: fc.Arbitrary<number> = real): Given<'scalar'> => ({ kind: 'scalar', coordinate })

export type Givens = Readonly<Record<string, Given>>

/** What the language sees of what is given. */
export type TermsOf<G> = { readonly [K in keyof G]: G[K] extends Given<'scalar'> ? Scalar : Params }

/** The coordinates of each thing given, tensor after tensor; of a scalar, one. */
export type NumbersOf<G> = { readonly [K in keyof G]: readonly number[] }

export const variablesOf = (givens: Givens): Readonly<Record<string, Variable>> =>
  Object.fromEntries(
    Object.entries(givens).map(([name, { kind }]) => [name, kind === 'scalar' ? freeScalar(name) : freeParams(name)]),
  )

/** Random values for all that is given. */
export const numbersOf = <G extends Givens>(givens: G, layout: Layout): fc.Arbitrary<NumbersOf<G>> => {
  const size = sizeOfLayout(layout)
  const vectors = Object.fromEntries(
    Object.entries(givens).map(([name, { kind, coordinate }]) => {
      const length = kind === 'scalar' ? 1 : size
      return [name, fc.array(coordinate, { minLength: length, maxLength: length })]
    }),
  )
  return fc.record(vectors) as fc.Arbitrary<NumbersOf<G>>
}
