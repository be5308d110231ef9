import { built, enclosingLoops, freshPlace, type Params } from './term.ts'

/**
 * Parameters whose named groups start anew: their coordinates are drawn as the network's initialisation draws them, fresh at every
 * execution (in a loop: at every iteration), and all others stay. A name that is no group's stands for all groups whose names go on
 * from it after a dot. The new coordinates are constants to every derivative.
 *
 * @law the coordinates of no named group are those of before, to the bit
 */
export const reinitialise =
  (...groups: readonly string[]) =>
  <N extends string>(of: Params<N>): Params<N> =>
    built({ _tag: 'Reinitialise', of, groups, iterations: enclosingLoops(), place: freshPlace() })
