import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { add, defineMethod, dot, grad, guardedDivide, like, norm } from '../../dsl/index.ts'
import { instrument, type Look, type Surroundings } from './instrument.ts'

/** How the gradients of tasks lie to each other: the tasks transfer where this is above 0, and interfere where it is below. */
export interface Alignment {
  /** The mean of ⟨gᵢ, gⱼ⟩ over pairs of tasks. */
  readonly product: number
  /** The mean of cos(gᵢ, gⱼ) over pairs of tasks, in [−1, 1]; 0 for a gradient of zeros. */
  readonly cosine: number
}

const source =
  'M. Riemer et al., Learning to learn without forgetting by maximizing transfer and minimizing interference, ICLR 2019'

/** Σ_{i<j} ⟨gᵢ, gⱼ⟩ = Σⱼ ⟨gⱼ, Σ_{i<j} gᵢ⟩: the sum of the gradients so far is kept, not each of them. */
const gradients = defineMethod({
  name: 'gradient alignment',
  source,
  options: {},
  state: (_o, theta0) => ({
    ...{ gradients: like(theta0, 0), directions: like(theta0, 0) },
    ...{ products: 0, cosines: 0, tasks: 0, pairs: 0 },
  }),
  onBatch:
    () =>
    ({ theta, batch, loss, gradients, directions, products, cosines, tasks, pairs }) => {
      const gradient = grad(loss(batch))(theta)
      const direction = guardedDivide(gradient, norm(gradient))
      return {
        gradients: add(gradients, gradient),
        directions: add(directions, direction),
        products: add(products, dot(gradient, gradients)),
        cosines: add(cosines, dot(direction, directions)),
        tasks: add(tasks, 1),
        pairs: add(pairs, tasks),
      }
    },
})

/**
 * The mean over pairs i < j of ⟨gᵢ, gⱼ⟩ and of cos(gᵢ, gⱼ), where gᵢ = ∇L_{Bᵢ}(θ), of a learner's parameters θ and of one batch
 * Bᵢ a task; `undefined` for fewer than two batches, or where they aren't finite.
 *
 * @law symmetric in the tasks; ‖∇L_B(θ)‖² and 1 where all tasks are the same
 * @source M. Riemer et al., Learning to learn without forgetting by maximizing transfer and minimizing interference, ICLR 2019
 */
export const alignmentOf = <Buffer>(around: Surroundings<Buffer>): Look<Buffer, Alignment | undefined> => {
  const look = instrument(gradients, ['products', 'cosines', 'pairs'], around)
  return (seed, learner, batches) =>
    pipe(
      look(seed, learner, batches),
      TE.map((slots) => {
        const of = (slot: string): number => slots[slot]?.[0]?.[0] ?? 0
        const found = { product: of('products') / of('pairs'), cosine: of('cosines') / of('pairs') }
        return Number.isFinite(found.product) && Number.isFinite(found.cosine) ? found : undefined
      }),
    )
}
