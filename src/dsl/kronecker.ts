import type { Mode } from './mode.ts'
import type { factorsOf } from './tensors.ts'
import { type Batch, built, type Params } from './term.ts'

/**
 * Two matrices for each dense layer of a network: one as large as what comes into it and 1 for its bias, one as large as what comes out of
 * it. They stand for one matrix a layer, their Kronecker product. Slots hold them, and arithmetic is number by number.
 */
export type Factors<N extends string = 'learner'> = Params<ReturnType<typeof factorsOf<N>>>

/**
 * The Kronecker factors of each dense layer on a batch:
 *
 *   A = E[ā āᵀ],  ā what comes into the layer, and 1 at its end for the bias;   G = E[g gᵀ],  g = ∂ℓ(x, y)/∂z by what comes out of it
 *
 * where E is the mean over the examples of the batch, by their weights, and ℓ the loss of one. A ⊗ G is E[āāᵀ ⊗ ggᵀ], the mean of squares of an
 * example's gradient by the layer's parameters, if the two are independent. On labels that are sampled from the model it is the layer's block of
 * the Fisher information; of one layer with squared error that is A ⊗ I, the Gauss–Newton matrix. A network some of whose parameters are
 * not those of dense layers is refused.
 *
 *
 * @source J. Martens and R. Grosse, Optimizing neural networks with Kronecker-factored approximate curvature, ICML 2015
 */
export const kroneckerFactors = (batch: Batch, parameters: Params, mode: Mode = 'predicting'): Factors =>
  built({ _tag: 'KroneckerFactors', parameters, batch, mode })

/** Factors that are identities: what a slot begins as that has factors, in full or times 0. Their product with any v is v. */
export const kroneckerIdentity = (of: Params): Factors => built({ _tag: 'KroneckerIdentity', of })

/**
 * (A ⊗ G) v for each dense layer: A V G, with V the layer's part of v as a matrix, a row for each number that comes in, and the bias as the last.
 *
 * Laws: linear in v, and in each of the factors; with identities it is v; of symmetric factors it is symmetric, ⟨u, (A ⊗ G) v⟩ = ⟨(A ⊗ G) u, v⟩.
 *
 * @example
 * defineMethod({
 *   name: 'held by curvature', source: 'an example', options: { rate: positive(0.1) },
 *   state: (_, theta0) => ({ factors: multiply(0, kroneckerIdentity(theta0)), anchor: theta0 }),
 *   onBatch: (o) => ({ theta, factors, anchor, batch, loss }) => ({
 *     theta: gradientStep({
 *       loss: loss(batch),
 *       rate: o.rate,
 *       transform: (g) => add(g, kroneckerProduct(factors)(subtract(theta, anchor))),
 *     })(theta),
 *   }),
 *   onTaskEnd: () => ({ theta, factors, data }) => ({ factors: add(factors, kroneckerFactors(data, theta)), anchor: theta }),
 * })
 */
export const kroneckerProduct =
  (factors: Factors) =>
  (of: Params): Params =>
    built({ _tag: 'KroneckerProduct', factors, of })
