import type { MethodCopy } from './method-copy.ts'

/** A method to start from: descent on the batch and on examples remembered, held near where the last task ended. */
export const skeleton: MethodCopy = {
  exported: 'skeleton',
  text: `import {
  count,
  defineMethod,
  draw,
  fewer,
  gradientStep,
  join,
  nonNegativeNumber,
  positive,
  push,
  quadratic,
  regularize,
  reservoir,
  slot,
} from 'retain-lang'

/**
 * What the method does, in a sentence.
 *
 *   θ ← θ − α ∇(L_{M_k ∪ B}(θ) + (λ/2)‖θ − θ*‖²),   θ* the parameters after the last task
 */
export const skeleton = defineMethod({
  name: 'skeleton',
  source: 'where the idea comes from',
  options: {
    rate: positive(0.05, { symbol: 'α', about: 'learning rate' }),
    lambda: nonNegativeNumber(0.01, { symbol: 'λ', about: 'strength of the pull towards θ*' }),
    memory: count(200, { about: 'examples remembered' }),
    replay: count(10, { symbol: 'k', about: 'remembered examples that join each batch' }),
  },
  // What is kept from event to event, beside the parameters θ, each with its symbol.
  state: (o, theta0) => ({ anchor: slot('θ*', theta0), memory: slot('M', reservoir(o.memory)) }),
  onBatch:
    (o) =>
    ({ theta, anchor, memory, batch, loss }) => {
      const near = quadratic({ strength: o.lambda, weight: 1, centre: anchor })
      const after = draw(memory, fewer(o.replay, o.memory), (old) =>
        gradientStep({ loss: regularize(loss(join(old, batch)), near), rate: o.rate })(theta),
      )
      return { theta: after, memory: push(memory, batch) }
    },
  onTaskEnd:
    () =>
    ({ theta }) => ({ anchor: theta }),
})`,
}
