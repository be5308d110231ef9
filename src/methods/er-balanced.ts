import { choose, count, defineMethod, gradientStep, oneOf, positive, withGlances, withReplay } from '../dsl/index.ts'

/**
 * Experience replay from a memory in which classes are balanced (Chrysakis & Moens, ICML 2020): as `er`, but a class that comes seldom is
 * not crowded out by those that come often, or came later.
 *
 *   θ ← θ − α ∇L(M_k ∪ B)(θ),   M_k ~ M;   then M takes the examples of B, one by one:
 *   while it has room each; after that x of class c takes the place of
 *     any example of the classes held most, where c never was one of these;
 *     any example of c, with probability m_c / n_c of those held and seen of it, where it was
 *
 * | symbol | option   | range |
 * | α      | `rate`   | > 0   |
 * | k      | `replay` | ≥ 0   |
 */
export const erBalanced = defineMethod(
  {
    name: 'erBalanced',
    source: 'Chrysakis & Moens, Online continual learning from imbalanced data, ICML 2020, algorithm 1',
    deviations: ['the paper also weighs what it replays by how often its class was seen; here draws are uniform'],
    options: {
      rate: positive(0.1, { symbol: 'α', about: 'learning rate' }),
      memory: count(200, { about: 'examples remembered' }),
      replay: count(10, { symbol: 'k', about: 'remembered examples that join each batch' }),
      glances: count(1, { about: 'times each batch is used, with fresh draws', least: 1 }),
      drawing: oneOf(['with', 'without'], 'with', { about: 'draws with or without replacement' }),
    },
    state: () => ({}),
    onBatch:
      (o) =>
      ({ theta, batch, loss }) => ({ theta: gradientStep({ loss: loss(batch), rate: o.rate })(theta) }),
  },
  withReplay(({ memory, replay, ...o }) => ({
    memory,
    replay,
    replacement: choose(o.drawing, { with: true, without: false }),
    balanced: true,
  })),
  withGlances((o) => o.glances),
)
