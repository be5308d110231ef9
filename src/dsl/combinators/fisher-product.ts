import { dot } from '../arithmetic.ts'
import { softLabels } from '../batches.ts'
import { named } from '../combinator.ts'
import { firstOrder, grad } from '../gradient.ts'
import { loss } from '../measures.ts'
import type { Mode } from '../mode.ts'
import { call, part, row } from '../notation/maths.ts'
import type { Notation } from '../notation/notation.ts'
import type { Batch, Params } from '../term.ts'

/** What F is where the network learns. */
export const learningInformation = row('F(B, θ) is the Fisher information of the model at θ on the inputs of B')

const product: Notation = { writes: row(call('F', part('data'), part('at')), ' ', part('vector')) }

/**
 * F v, the Fisher information of the model on some inputs times a vector, without the matrix:
 *
 *   F = (1/N) Σₓ E_{y ~ p(y | x; θ)}[g gᵀ],  g = ∇ log p(y | x; θ);   F v = ∇⟨∇L̃(θ), v⟩,
 *
 * with L̃ the loss whose labels are the model's own prediction at θ: its gradient at θ is 0, and its Hessian is that of
 * KL(p_θ ‖ p_θ′), which is F. Every label counts by its chance; none is sampled, and none of the data is looked at. The network
 * predicts, as for `fisher`, unless said; while learning, p(y | x; θ) depends on the other examples of `data` where a layer normalises.
 *
 * | symbol | argument |
 * | x      | `data`   |
 * | θ      | `at`     |
 * |        | `mode`   |
 *
 * Laws: linear and symmetric in v; vᵀF v ≥ 0; for a linear model with squared error F = E[x xᵀ].
 *
 * @source Amari 1998; Martens, New insights and perspectives on the natural gradient method, JMLR 2020, §8
 */
export const fisherProduct =
  (data: Batch, at: Params, mode: Mode = 'predicting') =>
  (vector: Params): Params => {
    const surprise = loss(softLabels(data, firstOrder(at), mode), mode)
    return named(
      mode === 'predicting' ? 'fisherProduct' : 'learningFisherProduct',
      { data, at, vector },
      grad((p: Params) => dot(grad(surprise)(p), firstOrder(vector)))(firstOrder(at)),
      mode === 'predicting'
        ? {
            ...product,
            notes: [row('F(B, θ) is the Fisher information at θ, on the inputs of B, of the model as it predicts')],
          }
        : { ...product, notes: [learningInformation] },
    )
  }
