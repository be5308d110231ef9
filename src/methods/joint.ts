import { count, defineMethod, gradientStep, positive, withGlances, withReplay } from '../dsl/index.ts'

/**
 * Training on all data so far: what a method could reach that forgets nothing. Each batch is used several times, each time
 * with other examples drawn from everything that was ever seen.
 *
 *   g times:  θ ← θ − α ∇L(M_k ∪ B)(θ),   M_k ~ all earlier batches
 *
 * | symbol | option    | range |
 * | α      | `rate`    | > 0   |
 * | k      | `replay`  | ≥ 0   |
 * | g      | `glances` | ≥ 1   |
 */
export const joint = defineMethod(
  {
    name: 'joint',
    source: 'the upper bound called multi-task or joint in A-GEM and van de Ven & Tolias',
    deviations: ['tasks come one after another here too: what is still to come is not seen'],
    options: {
      rate: positive(0.1, { symbol: 'α', about: 'learning rate' }),
      replay: count(90, { symbol: 'k', about: 'earlier examples that join each batch' }),
      glances: count(5, { symbol: 'g', about: 'times each batch is used', least: 1 }),
    },
    state: () => ({}),
    onBatch:
      (o) =>
      ({ theta, batch, loss }) => ({ theta: gradientStep({ loss: loss(batch), rate: o.rate })(theta) }),
  },
  withReplay((o) => ({ memory: 1e9, replay: o.replay })),
  withGlances((o) => o.glances),
)
