import { type Maths, row } from './maths.ts'

/**
 * What a combinator is in papers, as data: a program that was read from a document is printed as the one that was built.
 *
 * @example
 * const { part, power, product, numeral } = maths
 * const twice = (at: Params): Params =>
 *   named('twice', { at }, multiply(2, at), { writes: product(numeral(2), part('at')) })
 * onVectors({ theta: [3] }, ({ theta }) => twice(theta))   // => [6]
 */
export interface Notation {
  /** How it is written, with its parts where they stand; left out, it is read as its definition. */
  readonly writes?: Maths
  /** What a reader may have to be told of that. */
  readonly notes?: readonly Maths[]
  /** The symbol of what it gives; without one, what is made of `at` is called by the name of `at`. */
  readonly gives?: string
  /** Symbols of its parts, for lines of their own. */
  readonly calls?: Readonly<Record<string, string>>
}

/** Of a function that its notation says no more about: whose it is. */
export const asItPredicts = (of: string): Maths =>
  row(`${of} is the network as it predicts: layers that normalise use their running statistics`)

/** It is read as its definition. */
export const asDefined: Notation = {}
