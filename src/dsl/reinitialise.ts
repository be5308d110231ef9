import { less, select } from './arithmetic.ts'
import { named } from './combinator.ts'
import { call, part, row } from './notation/maths.ts'
import { field, type Matrix, sumOuter, targets } from './rows.ts'
import { type Batch, built, enclosingLoops, freshPlace, type Params } from './term.ts'

/** A number for each output of the learner's network. */
export type PerOutput = Matrix<1, 'outputs'>

/** Which classes a batch has examples of: 1 for each of them and 0 for the others. Examples of weight 0, which are padding, have none. */
export const classesIn = (batch: Batch): PerOutput =>
  named('classesIn', { data: batch }, seen(batch), {
    writes: call('classes', part('data')),
    notes: [row('classes(B) has 1 for each class that B has examples of, and 0 for the others')],
  })

const seen = (batch: Batch): PerOutput => {
  const counts: PerOutput = sumOuter(batch, field(batch, 'weight'), targets(batch))
  return select(less(0, counts), 1, 0)
}

/**
 * Parameters that are the number of their output: in the named groups, whose tensors end in one place an output as those of a head do,
 * each coordinate is the number of the output that it makes; in all others 0.
 */
export const perOutput =
  (of: PerOutput, ...groups: readonly string[]) =>
  (like: Params): Params =>
    built({ _tag: 'PerOutput', of, like, groups })

const drawn =
  (groups: readonly string[]) =>
  <N extends string>(of: Params<N>): Params<N> =>
    built({ _tag: 'Reinitialise', of, groups, iterations: enclosingLoops(), place: freshPlace() })

interface Reinitialise {
  (...groups: readonly string[]): <N extends string>(of: Params<N>) => Params<N>
  (...groups: readonly [...groups: string[], classes: PerOutput]): (of: Params) => Params
}

/**
 * Parameters whose named groups start anew: their coordinates are drawn as the network's initialisation draws them, fresh at every
 * execution (in a loop: at every iteration), and all others stay. A name that is no group's stands for all groups whose names go on
 * from it after a dot. The new coordinates are constants to every derivative.
 *
 * With classes after the names, such as `classesIn(batch)`, only what makes the outputs of these starts anew: the columns of a head
 * whose number is above 0, `perOutput(classes, …groups)(θ)`.
 *
 * @law the coordinates of no named group, and of no class that is named, are those of before, to the bit; the others are those of the
 * whole groups drawn anew
 * @source Javed & White, Meta-learning representations for continual learning, NeurIPS 2019, whose heads start anew for the classes to come
 */
export const reinitialise: Reinitialise = (...given: readonly (string | PerOutput)[]) => {
  const groups = given.filter((one): one is string => typeof one === 'string')
  const classes = given.find((one): one is PerOutput => typeof one !== 'string')
  if (classes === undefined) return drawn(groups) as never
  return ((of: Params): Params => select(less(0, perOutput(classes, ...groups)(of)), drawn(groups)(of), of)) as never
}
