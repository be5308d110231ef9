import {
  append,
  chain,
  choose,
  count,
  defineMethod,
  kroneckerFactors,
  kroneckerIdentity,
  kroneckerQuadratic,
  mapTasks,
  nonNegativeNumber,
  oneOf,
  penalised,
  perTask,
  sampleLabels,
  slot,
  take,
  totalOverTasks,
} from '../dsl/index.ts'
import { descentOf, descentOptions } from './descent.ts'

/**
 * Online structured Laplace approximation (Ritter, Botev & Barber, NeurIPS 2018): the posterior of the tasks so far is a Gaussian about the last
 * parameters, whose precision has for each dense layer a Kronecker product a task.
 *
 *   θ ← θ − α ∇(L_B(θ) + (λ/2) (θ − θ*)ᵀ Λ (θ − θ*)),   Λ = Σ_{i<t} Aᵢ ⊗ Gᵢ   layer by layer
 *   after a task:   A = E[ā āᵀ],  G = E[g gᵀ],   Λ ← Λ + A ⊗ G,   θ* ← θ
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
    'sums of Kronecker products are kept as they are, one a task; the library `laplace` adds up factors: --set sum=factors',
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
  state: (o, theta0) => ({
    ...descentOf(o).slots(theta0),
    past: perTask({ factors: slot('K', kroneckerIdentity(theta0)) }),
    anchor: slot('θ*', theta0),
  }),
  onBatch: (o) => (slots) => {
    const { past, anchor, batch, loss } = slots
    const each = mapTasks(past, ({ factors }) => factors)
    const list = choose(o.sum, { products: each, factors: totalOverTasks(each) })
    const held = kroneckerQuadratic({ strength: o.lambda, list, centre: anchor })
    return chain(penalised(held), descentOf(o)).step({ loss: loss(batch), rate: o.rate })(slots)
  },
  onTaskEnd:
    (o) =>
    ({ theta, past, data }) => {
      const some = take(data, o.samples)
      const labelled = choose(o.fisher, { true: sampleLabels(some, theta, 'predicting'), empirical: some })
      return { past: append(past, { factors: kroneckerFactors(labelled, theta) }), anchor: theta }
    },
})
