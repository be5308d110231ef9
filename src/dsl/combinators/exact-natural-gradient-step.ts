import { add, literal, multiply, subtract } from '../arithmetic.ts'
import { lambda, named } from '../combinator.ts'
import type { Count } from '../count.ts'
import { grad } from '../gradient.ts'
import type { Objective } from '../measures.ts'
import { call, functionOf, minus, nabla, numeral, part, plus, power, product, row } from '../notation/maths.ts'
import type { Notation } from '../notation/notation.ts'
import type { Step } from '../steps.ts'
import type { Batch, Params, Scalar } from '../term.ts'
import { conjugateGradient } from './conjugate-gradient.ts'
import { fisherProduct, learningInformation } from './fisher-product.ts'

const damped = plus(call('F', part('data'), part('at')), row(part('damping'), ' I'))
const slope = call(nabla(functionOf('loss', 'L')), part('at'))

const notation: Notation = {
  writes: minus(part('at'), product(part('rate'), row(power(damped, numeral(-1)), ' ', slope))),
  notes: [learningInformation, row('the inverse is taken by ', part('times'), ' steps of conjugate gradients')],
  calls: { rate: 'α' },
}

/**
 * The natural gradient by the whole Fisher information, damped: θ ← θ − α d with (F + δ I) d = ∇L(θ), solved by k steps of
 * conjugate gradients; F is that of the model at θ on the inputs of `data`, as it learns: of the function that L is descended on.
 *
 * | symbol | argument  | shape  | range |
 * | F      | `data`    | batch  | `fisherProduct` |
 * | δ      | `damping` | scalar | ≥ 0   |
 * | k      | `times`   |        | ≥ 0   |
 * | α      | `rate`    | scalar | ≥ 0   |
 *
 * Laws: on linear regression with squared error one step with α = 1 and δ → 0 lands on the least squares; with δ → 0 what it does to
 * the model's outputs is the same however the inputs are parametrised.
 *
 * @source Amari 1998; Martens 2010 on conjugate gradients and damping
 */
export const exactNaturalGradientStep =
  ({
    loss,
    data,
    rate,
    damping,
    times,
  }: {
    readonly loss: Objective
    readonly data: Batch
    readonly rate: Scalar | number
    readonly damping: Scalar | number
    readonly times: number | Count
  }): Step<Params> =>
  (at) => {
    const product = fisherProduct(data, at, 'learning')
    const damped = (v: Params): Params => add(product(v), multiply(damping, v))
    const direction = conjugateGradient({ apply: damped, times })(grad(loss)(at))
    return named(
      'exactNaturalGradientStep',
      { loss: lambda(loss, at), data, rate: literal(rate), damping: literal(damping), times, at },
      subtract(at, multiply(rate, direction)),
      notation,
    )
  }
