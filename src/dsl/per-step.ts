import { literal } from './arithmetic.ts'
import { type Count, counted } from './count.ts'
import { built, type Params, type Scalar } from './term.ts'

/** Parameters for each step of a loop whose number of steps is known. */
export type PerStep<N extends string = 'learner'> = Params<`steps of ${N}`>

/**
 * As many copies of some parameters as a loop has steps, each of which may become another: what a slot begins as that has parameters of
 * its own for every step, such as `perStep(k, perTensor(theta0, rate))`, a rate a layer and a step. Arithmetic, optimisers and
 * derivatives take it as they take parameters.
 */
export const perStep = <N extends string = 'learner'>(steps: number | Count, of: Params<N>): PerStep<N> =>
  built({ _tag: 'Copies', of, ...counted({ count: steps }) })

/**
 * Those of a step, by its number from 0: the last ones where a loop goes on for longer.
 *
 * Laws: atStep(perStep(k, v), i) = v; the derivative by those of other steps is 0.
 */
export const atStep = <N extends string = 'learner'>(of: PerStep<N>, step: Scalar | number): Params<N> =>
  built({ _tag: 'CopyAt', of, index: literal(step) })
