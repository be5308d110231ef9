import { identity } from 'fp-ts/lib/function.js'
import {
  type Batch,
  choose,
  clipByNorm,
  count,
  defineMethod,
  draw,
  firstOrder,
  grad,
  gradientStep,
  innerLoop,
  join,
  like,
  loss,
  mean,
  metaUpdate,
  multiply,
  oneOf,
  overSamples,
  type Params,
  positive,
  push,
  relu,
  reservoir,
  type Scalar,
  shuffle,
  subtract,
  trajectory,
} from '../../../src/dsl/index.ts'

// A type, not an interface: only types are records of slots to the type checker.
export type Learner = { readonly theta: Params; readonly rate: Params }

/** What is done to the inner gradients before they are followed: nothing, or their own derivative is cut. */
export const orders = { second: identity<Params>, first: (g: Params): Params => firstOrder(g) }

/** ℒ(θ₀, α) = (1/n) Σᵢ L_Q(θᵢ), with θᵢ = θᵢ₋₁ − relu(α) ⊙ ∇L(xᵢ; θᵢ₋₁) for the samples x₁ … xₙ of a batch. */
export const lossAlong =
  (batch: Batch, target: Batch, transform: (g: Params) => Params) =>
  ({ theta, rate }: Learner): Scalar => {
    const step = (at: Params, x: Batch): Params => gradientStep({ loss: loss(x), rate: relu(rate), transform })(at)
    return mean(trajectory(overSamples(batch, step))(theta), loss(target))
  }

/**
 * La-MAML (Gupta, Yadav & Paull 2020): θ and one rate a coordinate are learned together, from the loss on replayed and present
 * examples along a pass over the batch.
 *
 *   α ← α − η ∇_α ℒ,   θ ← θ − relu(α) ⊙ ∇_θ ℒ,   `glances` times a batch
 *
 * @source lamaml.py of the authors: gradients clipped one by one, the mean along the way, the reservoir filled at the first glance
 */
export const laMaml = defineMethod({
  name: 'La-MAML',
  source: 'Gupta, Yadav & Paull, NeurIPS 2020',
  options: {
    glances: count(2, { least: 1 }),
    replay: count(4),
    memory: count(12),
    alpha: positive(0.15, { symbol: 'α₀' }),
    rateOfRates: positive(0.3, { symbol: 'η' }),
    clip: positive(2),
    order: oneOf(['first', 'second'], 'first'),
  },
  state: (o, theta0) => ({ rate: like(theta0, o.alpha), memory: reservoir(o.memory, {}, { inclusive: true }) }),
  onBatch:
    (o) =>
    ({ theta, rate, memory, batch }) => {
      const glance =
        (remembered: typeof memory) =>
        (at: Learner): Learner =>
          draw(remembered, o.replay, (old) => {
            const along = lossAlong(shuffle(batch), join(old, batch), choose(o.order, orders))
            const g = clipByNorm(o.clip)(grad(along)(at))
            const faster = subtract(at.rate, multiply(o.rateOfRates, g.rate))
            return { theta: metaUpdate({ direction: g.theta, rate: relu(faster) })(at.theta), rate: faster }
          })
      const seen = push(memory, batch)
      return { ...innerLoop(o.glances.value - 1, glance(seen))(glance(memory)({ theta, rate })), memory: seen }
    },
})
