import { childrenOf, isRandom, type Syntax, topDown } from '../../dsl/index.ts'

/**
 * The random nodes of some terms in an order that depends on the program alone, so that keys do too. What is a part of a whole has the
 * places that it has there, and what is made anew for the part comes after.
 */
export const placesOf = (roots: readonly Syntax[], whole: readonly Syntax[] = []): ReadonlyMap<Syntax, number> =>
  new Map([...topDown([...whole, ...roots], childrenOf)].filter(isRandom).map((s, place) => [s, place]))
