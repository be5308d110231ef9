import { choose, count, defineMethod, gradientStep, oneOf, positive, withGlances, withReplay } from '../dsl/index.ts'

/**
 * Experience replay: each batch is joined by examples drawn from a reservoir of all that was seen.
 *
 *   θ ← θ − α ∇L(M_k ∪ B)(θ),   M_k ~ M;   then M ← reservoir(M, B)
 *
 * | symbol | option   | range |
 * | α      | `rate`   | > 0   |
 * | k      | `replay` | ≥ 0   |
 */
export const er = defineMethod(
  {
    name: 'er',
    source: 'Chaudhry et al., On tiny episodic memories in continual learning, 2019; algorithm 4 of MER’s code',
    deviations: [
      'MER’s and La-MAML’s code accepts into a full reservoir with probability M / (n + 1): --set admission=inclusive',
      'A-GEM’s code draws without replacement: --set drawing=without',
    ],
    options: {
      rate: positive(0.1, { symbol: 'α', about: 'learning rate' }),
      memory: count(200, { about: 'examples remembered' }),
      replay: count(10, { symbol: 'k', about: 'remembered examples that join each batch' }),
      glances: count(1, { about: 'times each batch is used, with fresh draws', least: 1 }),
      drawing: oneOf(['with', 'without'], 'with', { about: 'draws with or without replacement' }),
      admission: oneOf(['exact', 'inclusive'], 'exact', { about: 'how a full reservoir lets examples in' }),
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
    inclusive: choose(o.admission, { exact: false, inclusive: true }),
  })),
  withGlances((o) => o.glances),
)
