import { childrenOf, isRandom, type Syntax, topDown } from '../../dsl/index.ts'

/** The random nodes of some terms in an order that depends on the program alone, so that keys do too. */
export const placesOf = (roots: readonly Syntax[]): ReadonlyMap<Syntax, number> =>
  new Map([...topDown(roots, childrenOf)].filter(isRandom).map((s, place) => [s, place]))
