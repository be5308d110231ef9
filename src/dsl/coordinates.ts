import { type Count, counted } from './count.ts'
import type { Syntax } from './syntax.ts'
import { built, enclosingLoops, freshPlace, type Params, type Term } from './term.ts'

/** Some coordinates of the parameters of a network. */
export type Coordinates<N extends string = 'learner'> = Term<readonly ['coordinates', N]>

/**
 * `count` coordinates of the parameters of a network, drawn uniformly and with replacement, fresh at every execution (in a loop:
 * at every iteration); used twice it is one draw.
 */
export const sampleCoordinates = <N extends string = 'learner'>(count: number | Count, network?: N): Coordinates<N> => {
  const drawn: Syntax = {
    _tag: 'Coordinates',
    network: network ?? 'learner',
    ...counted({ count }),
    iterations: enclosingLoops(),
    place: freshPlace(),
  }
  return built(drawn)
}

/** θ_S: the values of a vector at drawn coordinates, in their order. */
export const pick =
  <N extends string>(coordinates: Coordinates<N>) =>
  (of: Params<N>): Params<'coordinates'> =>
    built({ _tag: 'Pick', of, coordinates })
