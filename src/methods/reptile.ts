import {
  adam,
  add,
  type Count,
  choose,
  count,
  defineMethod,
  type Episode,
  innerLoop,
  interpolate,
  join,
  meanOverEpisodes,
  type Objective,
  oneOf,
  overEpisodes,
  ownSlots,
  type Params,
  positive,
  type Seen,
  type Step,
  type Steps,
  schedule,
  sgd,
  slot,
  unit,
} from '../dsl/index.ts'

const options = {
  rate: positive(0.02, { symbol: 'α', about: 'learning rate of inner steps' }),
  steps: count(10, { symbol: 'k', about: 'inner steps' }),
  pull: unit(0.3, { symbol: 'ε₀', about: 'part of the way to where inner steps lead, at first' }),
  lastPull: unit(0, { symbol: 'ε₁', about: 'the same after `over` meta-batches' }),
  over: count(4000, { symbol: 'N', about: 'meta-batches until then', least: 1 }),
  order: oneOf(['batched', 'serial'], 'batched', {
    about: 'whether the mean of the episodes is gone to, or each in turn',
  }),
  optimiser: oneOf(['sgd', 'adam'], 'sgd', {
    about: 'how inner steps descend; adam without a mean of gradients, as in the code',
  }),
  learned: oneOf(['all', 'support'], 'all', { about: 'whether inner steps see the query too' }),
}

const innerOf = (o: Pick<Seen<typeof options>, 'optimiser'>) => choose(o.optimiser, { sgd, adam: adam({ first: 0 }) })

/** The parameters, and what the optimiser of inner steps keeps. */
type Kept = { readonly theta: Params }

/** k inner steps. */
const adapted = (o: Seen<typeof options>, objective: Objective, steps: number | Count | Steps): Step<Kept> =>
  innerLoop(steps, innerOf(o).step({ loss: objective, rate: o.rate }))

/**
 * Reptile: the start moves part of the way to where some steps on an episode lead (Nichol, Achiam & Schulman, 2018). Nothing is
 * differentiated twice.
 *
 *   batched: θ ← θ + ε (1/|T|) Σ_{S ∈ T} (θₖ(S) − θ),   θᵢ₊₁ = θᵢ − α ∇L_S(θᵢ),  θ₀ = θ
 *   serial:  θ ← θ + ε (θₖ(S) − θ)  for each S in T
 *
 * | symbol | option     | range  |
 * | α      | `rate`     | > 0    |
 * | k      | `steps`    | ≥ 0    |
 * | ε₀, ε₁ | `pull`, `lastPull` | [0, 1], from one to the other in a line over N meta-batches |
 *
 * S is the whole episode unless told otherwise: Reptile tells no query from the support.
 */
export const reptile = defineMethod({
  name: 'reptile',
  source: 'Nichol, Achiam & Schulman, On first-order meta-learning algorithms, 2018, algorithms 1 and 2',
  deviations: [
    'inner steps see all examples of an episode at once, and their mean loss, where the official code has mini-batches and their sum',
    'the official code keeps the squared gradients of Adam from episode to episode and goes to the mean of the episodes: here order=batched starts each from the mean of those squares, and order=serial keeps them but goes to each in turn',
    'on Omniglot, five ways, it has Adam at 0.001, five steps, and ε from 1 to 0 over 100,000 meta-batches: --set optimiser=adam rate=0.001 steps=5 pull=1 over=100000',
  ],
  options,
  state: (o, theta0) => ({ seen: slot('n', 0), ...innerOf(o).slots(theta0) }),
  onEpisodes: (o) => (slots) => {
    const { theta, seen, episodes, loss } = slots
    const pull = schedule({ shape: 'linear', from: o.pull, to: o.lastPull, over: o.over })(seen)
    const start = ownSlots({ ...innerOf(o).slots(theta), theta })(slots)
    const reached = ({ support, query }: Episode): Step<Kept> =>
      adapted(o, loss(choose(o.learned, { all: join(support, query), support })), o.steps)
    const toward = (s: Kept, end: Kept): Kept => ({ ...end, theta: interpolate(pull)(() => end.theta)(s.theta) })
    const moved = choose(o.order, {
      batched: toward(
        start,
        meanOverEpisodes(episodes, (one) => reached(one)(start)),
      ),
      serial: overEpisodes<Kept>(episodes, (s, one) => toward(s, reached(one)(s)))(start),
    })
    return { ...moved, seen: add(seen, 1) }
  },
  adapt: (o) => (slots) => {
    const { theta, support, steps, loss } = slots
    return adapted(o, loss(support), steps)(ownSlots({ ...innerOf(o).slots(theta), theta })(slots))
  },
})
