import { literal, multiply, subtract } from '../arithmetic.ts'
import { lambda, named } from '../combinator.ts'
import { grad } from '../gradient.ts'
import type { Objective } from '../measures.ts'
import { call, letterOf, minus, nabla, part, product, row } from '../notation/maths.ts'
import type { Notation } from '../notation/notation.ts'
import type { Penalty } from '../penalties/index.ts'
import type { Step } from '../steps.ts'
import type { Params, Scalar } from '../term.ts'

const notation: Notation = {
  writes: {
    _tag: 'Prox',
    rate: part('rate'),
    penalty: letterOf('penalty', 'f'),
    at: minus(part('at'), product(part('rate'), call(nabla(letterOf('loss', 'L')), part('at')))),
  },
  notes: [row('prox, with γf as its index, of v is the φ where f(φ) + ‖φ − v‖² / (2γ) is least')],
  calls: { rate: 'α' },
}

/**
 * One step of proximal gradient descent on L + f: θ ← prox_{γf}(θ − γ∇L(θ)).
 *
 * | symbol | argument  | shape           | range |
 * | L      | `loss`    | params → scalar | differentiable |
 * | f      | `penalty` |                 | convex |
 * | γ      | `rate`    | scalar          | > 0   |
 *
 * Laws: with the zero penalty it is a gradient step; as the strength of a quadratic grows it returns the centre.
 *
 * @example
 * const step = proximalStep({ loss: (p) => dot(p, p), penalty: l1({ strength: 2 }), rate: 0.25 })
 * onVectors({ theta: [4] }, ({ theta }) => step(theta))   // => [1.5]
 * @source Parikh & Boyd 2014, §4.2; the inner update of EMCL (Zou & Lin 2022).
 */
export const proximalStep =
  <N extends string = 'learner'>({
    loss,
    penalty,
    rate,
  }: {
    readonly loss: Objective<N>
    readonly penalty: Penalty<N>
    readonly rate: Scalar | number
  }): Step<Params<N>> =>
  (at) =>
    named(
      'proximalStep',
      { loss: lambda(loss, at), penalty: lambda(penalty.value, at), rate: literal(rate), at },
      penalty.prox(rate)(subtract(at, multiply(rate, grad(loss)(at)))),
      notation,
    )
