import {
  chain,
  choose,
  count,
  defineMethod,
  type KroneckerSum,
  kroneckerFactors,
  kroneckerIdentity,
  kroneckerQuadratic,
  multiply,
  nonNegativeNumber,
  oneOf,
  penalised,
  perTask,
  plusKronecker,
  sampleLabels,
  slot,
  take,
} from '../dsl/index.ts'
import { descentOf, descentOptions } from './descent.ts'

/**
 * Online structured Laplace approximation (Ritter, Botev & Barber, NeurIPS 2018): the posterior of the tasks so far is a Gaussian about the last
 * parameters, whose precision has for each dense layer a Kronecker product a task.
 *
 *   θ ← θ − α ∇(L_B(θ) + (λ/2) (θ − θ*)ᵀ Λ (θ − θ*)),   Λ = Σ_{i<t} Aᵢ ⊗ Gᵢ   layer by layer
 *   after a task:   A = E[ā āᵀ],  G = E[g gᵀ],   Λ ← Λ + A ⊗ G,   θ* ← θ
 *
 * As a sum of products a step takes one A Δ G a past task, and all factors are kept. As a sum of factors, (Σᵢ Aᵢ) ⊗ (Σᵢ Gᵢ), it takes one
 * and keeps one, however many tasks there are; it has products of one task's A and another's G as well, so that of t tasks alike it is t
 * times as strong as the sum of products.
 *
 * ā is what comes into the layer, and 1 for its bias; g is the derivative by what comes out of it, of the loss of an example at θ on a label that
 * the model samples, so A ⊗ G is the layer's block of the Fisher information where the two are independent.
 *
 * | symbol | option   | range |
 * | α      | `rate`   | > 0   |
 * | λ      | `lambda` | ≥ 0   |
 *
 * A network with parameters that are not those of dense layers is refused.
 */
export const kfacLaplace = defineMethod({
  name: 'kfacLaplace',
  source:
    'Ritter, Botev & Barber, Online structured Laplace approximations for overcoming catastrophic forgetting, NeurIPS 2018',
  deviations: [
    'the paper multiplies by the number of examples of a task, and adds a prior: λ stands for the one, and there is no other',
    'sums of Kronecker products are kept as they are, one a task; the library `laplace` adds up factors: --set sum=factors; van de Ven’s code does so balanced by their traces, which is not done here',
    'van de Ven’s code goes through all labels by their chances: here one is sampled an example, as in `ewc`',
  ],
  options: {
    ...descentOptions('sgd', 0.1),
    lambda: nonNegativeNumber(1, { symbol: 'λ', about: 'strength of the penalty' }),
    samples: count(1000, { about: 'examples of a task that its factors are taken over', least: 1 }),
    fisher: oneOf(['true', 'empirical'], 'true', { about: 'labels sampled from the model, or those of the data' }),
    sum: oneOf(['products', 'factors'], 'products', {
      about:
        'over tasks: of Kronecker products, or of each factor by itself, which takes as long for many tasks as for one',
    }),
  },
  state: (o, theta0) => {
    const one = kroneckerIdentity(theta0)
    const none: KroneckerSum = choose<'products' | 'factors', KroneckerSum>(o.sum, {
      products: perTask(one),
      factors: multiply(0, one),
    })
    return { ...descentOf(o).slots(theta0), past: slot('K', none), anchor: slot('θ*', theta0) }
  },
  onBatch: (o) => (slots) => {
    const { past, anchor, batch, loss } = slots
    const held = kroneckerQuadratic({ strength: o.lambda, list: past, centre: anchor })
    return chain(penalised(held), descentOf(o)).step({ loss: loss(batch), rate: o.rate })(slots)
  },
  onTaskEnd:
    (o) =>
    ({ theta, past, data }) => {
      const some = take(data, o.samples)
      const labelled = choose(o.fisher, { true: sampleLabels(some, theta, 'predicting'), empirical: some })
      return { past: plusKronecker(past, kroneckerFactors(labelled, theta)), anchor: theta }
    },
})
