import { like } from './arithmetic.ts'
import type { tensorsOf } from './tensors.ts'
import { built, type Params, type Scalar } from './term.ts'

/** One number for each tensor of the parameters of a network: a rate a layer, a norm a layer. */
export type PerTensor<N extends string = 'learner'> = Params<ReturnType<typeof tensorsOf<N>>>

const reduced =
  (operator: 'sum' | 'mean') =>
  <N extends string = 'learner'>(of: Params<N>): PerTensor<N> =>
    built({ _tag: 'PerTensor', operator, of })

/**
 * The sum of the coordinates of each tensor.
 *
 * Law: the sum of these sums is the sum of all coordinates.
 */
export const sumPerTensor = reduced('sum')

/** The mean of the coordinates of each tensor; of a tensor that has none, 0. */
export const meanPerTensor = reduced('mean')

/**
 * One number for each tensor of such parameters, all of them `value`: what a slot begins as that has one number a tensor. Arithmetic,
 * optimisers and derivatives take it as they take parameters.
 *
 * @example
 * defineMethod({
 *   name: 'a rate a layer', source: 'an example', options: { rate: positive(0.1) },
 *   state: (o, theta0) => ({ rates: slot('α', perTensor(theta0, o.rate)) }),
 *   onBatch: () => ({ theta, rates, batch, loss }) => ({
 *     theta: gradientStep({ loss: loss(batch), rate: onTensors(rates)(theta) })(theta),
 *   }),
 * })
 */
export const perTensor = <N extends string = 'learner'>(of: Params<N>, value: Scalar | number = 0): PerTensor<N> =>
  like(sumPerTensor<N>(of), value)

/**
 * Parameters whose coordinates are the number of their tensor.
 *
 * Laws: it is linear, and the transpose of `sumPerTensor`: ⟨onTensors(a)(v), w⟩ = ⟨a, sumPerTensor(w)⟩; `meanPerTensor` undoes it.
 */
export const onTensors =
  <N extends string = 'learner'>(of: PerTensor<N>) =>
  (like: Params<N>): Params<N> =>
    built({ _tag: 'OnTensors', of, like })
