import {
  type Batch,
  choose,
  clipByNorm,
  count,
  defineMethod,
  draw,
  equal,
  fewer,
  gradientStep,
  identity,
  innerLoop,
  interpolate,
  join,
  type Memory,
  multiply,
  oneOf,
  overSamples,
  type Params,
  placeIn,
  positive,
  push,
  reservoir,
  type Step,
  select,
  shuffle,
  slot,
  unit,
} from '../dsl/index.ts'

/**
 * Meta-experience replay (Riemer et al., ICLR 2019), algorithm 1. For each example x, in order:
 *
 *   s times:  θ ← θ + β (θ′ − θ),  θ′ after a step θ ← θ − α∇L on each of x, m₁ … m_k ~ M, one by one
 *   then      θ ← A + γ (θ − A),   A = θ before x,   and M ← reservoir(M, x)
 *
 * | symbol | option    | range  |
 * | α      | `rate`    | > 0    |
 * | β      | `within`  | [0, 1], of each batch |
 * | γ      | `across`  | [0, 1], across batches |
 * | s      | `batches` | ≥ 1    |
 * | k      | `replay`  | ≥ 0    |
 *
 * Algorithm 6 takes x last and moves by γ after each batch, without β; algorithm 7 is one batch with x at a random place in it,
 * whose step has its loss times s.
 *
 * Where layers normalise, each step has the statistics of its one example: those of a convolution are over the places of one image,
 * and each channel of a dense layer becomes its shift, so that nothing below it learns. Predictions are by running statistics, which
 * adopt the batch as a whole: another function than the one that learned.
 *
 * The file is long because the paper has three algorithms and the codes that are compared with have options of their own.
 */
export const mer = defineMethod({
  name: 'mer',
  source:
    'Riemer et al., Learning to learn without forgetting by maximizing transfer and minimizing interference, ICLR 2019',
  deviations: [
    'the code draws at most as many examples as it holds; here always k, with replacement, as soon as there is one',
    'the code accepts into a full reservoir with probability M / (n + 1): --set admission=inclusive',
    'the code of algorithm 7 passes over the first example of a stream; here it learns from it alone',
    'the copy in La-MAML’s code clips gradients to norm 10: --set clipping=norm',
  ],
  options: {
    rate: positive(0.03, { symbol: 'α', about: 'learning rate' }),
    within: unit(0.03, { symbol: 'β', about: 'part of the way that a batch moves' }),
    across: unit(1, { symbol: 'γ', about: 'part of the way that an example moves' }),
    memory: count(200, { about: 'examples remembered' }),
    replay: count(10, { symbol: 'k', about: 'remembered examples in a batch' }),
    batches: count(10, { symbol: 's', about: 'batches an example', least: 1 }),
    algorithm: oneOf(['1', '6', '7'], '1', { about: 'of the paper' }),
    clipping: oneOf(['none', 'norm'], 'none', { about: 'whether gradients are clipped' }),
    clip: positive(10, { about: 'largest norm of a gradient, for `--set clipping=norm`' }),
    admission: oneOf(['exact', 'inclusive'], 'exact', { about: 'how a full reservoir lets examples in' }),
  },
  state: (o) => ({
    memory: slot('M', reservoir(o.memory, {}, { inclusive: choose(o.admission, { exact: false, inclusive: true }) })),
  }),
  onBatch:
    (o) =>
    ({ theta, memory, batch, loss }) => {
      const transform = choose(o.clipping, { none: identity<Params>, norm: clipByNorm(o.clip)<Params> })
      const step = (x: Batch) => gradientStep({ loss: loss(x), rate: o.rate, transform })
      const through = (examples: Batch) => overSamples(examples, (at: Params, x) => step(x)(at))
      const drawing =
        (from: Memory, batchStep: (old: Batch) => Step<Params>): Step<Params> =>
        (at) =>
          draw(from, fewer(o.replay, o.memory), (old) => batchStep(old)(at))
      return overSamples(batch, (s: { readonly theta: Params; readonly memory: Memory }, x) => {
        /** Through x and the draws in a random order, the loss of x counting s times. */
        const mixed = (old: Batch): Step<Params> => {
          const examples = shuffle(join(x, old))
          const place = placeIn(examples, 0)
          return overSamples(examples, (at: Params, z, i) => {
            const times = select(equal(i, place), o.batches, 1)
            return gradientStep({ loss: (p: Params) => multiply(times, loss(z)(p)), rate: o.rate, transform })(at)
          })
        }
        const learn = choose(o.algorithm, {
          '1': interpolate(o.across)(
            innerLoop(
              o.batches,
              drawing(s.memory, (old) => interpolate(o.within)(through(join(x, old)))),
            ),
          ),
          '6': innerLoop(
            o.batches,
            drawing(s.memory, (old) => interpolate(o.across)(through(join(old, x)))),
          ),
          '7': drawing(s.memory, (old) => interpolate(o.across)(mixed(old))),
        })
        return { theta: learn(s.theta), memory: push(s.memory, x) }
      })({ theta, memory })
    },
})
