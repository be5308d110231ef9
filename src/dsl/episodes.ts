import { begunOf, type Step, variablesFor } from './steps.ts'
import type { Side } from './syntax.ts'
import {
  type Batch,
  built,
  componentsOf,
  type Episodes,
  episodesKind,
  fresh,
  insideLoop,
  leavesAfter,
  leavesOf,
  type Structure,
  scalarKind,
  withLeaves,
} from './term.ts'

/** A few-shot task: examples to adapt to, and examples that what came of it is judged by. */
export interface Episode {
  readonly support: Batch
  readonly query: Batch
}

const sideOf =
  (side: Side) =>
  (episodes: Episodes): Batch =>
    built({ _tag: 'Side', episodes, side })

/** The examples of some episodes that are adapted to, episode after episode, as one batch. */
export const supportOf = sideOf('support')

/** The examples of some episodes that are judged by, episode after episode, as one batch. */
export const queryOf = sideOf('query')

const sidesOf = (episode: Episodes): Episode => ({ support: supportOf(episode), query: queryOf(episode) })

/**
 * (1/|E|) Σ_{(S, Q) ∈ E} f(S, Q): the mean over the episodes of a meta-batch of a scalar, parameters, or a record of them.
 *
 * Law: of what does not look at the episode it is that itself.
 *
 * @example
 * defineMethod({
 *   name: 'MAML', source: 'Finn, Abbeel & Levine, 2017', options: { rate: positive(0.01), outer: positive(0.001), steps: count(1) },
 *   state: () => ({}),
 *   onEpisodes: (o) => ({ theta, episodes, loss }) => {
 *     const meta = (at: Params) => meanOverEpisodes(episodes, ({ support, query }) =>
 *       loss(query)(innerLoop(o.steps, gradientStep({ loss: loss(support), rate: o.rate }))(at)))
 *     return { theta: gradientStep({ loss: meta, rate: o.outer })(theta) }
 *   },
 *   adapt: (o) => ({ theta, support, steps, loss }) => ({
 *     theta: innerLoop(steps, gradientStep({ loss: loss(support), rate: o.rate }))(theta),
 *   }),
 * })
 */
export const meanOverEpisodes = <R extends Structure>(episodes: Episodes, f: (episode: Episode) => R): R => {
  const index = fresh('n', scalarKind)
  const sample = fresh('e', episodesKind)
  const result = insideLoop(index, () => f(sidesOf(built(sample))))
  return componentsOf({ _tag: 'Expectation', batch: episodes, size: 1, sample, index, body: leavesOf(result) }, result)
}

/**
 * One step for each episode of a meta-batch, in order: what is carried, an optimiser's moments too, goes from one to the next.
 *
 * Law: of one episode, it is one step.
 *
 * @example
 * defineMethod({
 *   name: 'serial Reptile', source: 'Nichol, Achiam & Schulman, 2018', options: { rate: positive(0.01), pull: unit(0.1), steps: count(5) },
 *   state: () => ({}),
 *   onEpisodes: (o) => ({ theta, episodes, loss }) => ({
 *     theta: overEpisodes(episodes, (at: Params, { support }) =>
 *       interpolate(o.pull)(innerLoop(o.steps, gradientStep({ loss: loss(support), rate: o.rate })))(at))(theta),
 *   }),
 * })
 */
export const overEpisodes =
  <S extends Structure>(episodes: Episodes, step: (state: S, episode: Episode) => S): Step<S> =>
  (state) => {
    const index = fresh('i', scalarKind)
    const sample = fresh('e', episodesKind)
    const bound = variablesFor(state)
    const inside = withLeaves(state, bound)
    const next = insideLoop(index, () => step(inside, sidesOf(built(sample))))
    return componentsOf(
      {
        _tag: 'Loop',
        times: { samplesOf: episodes, size: 1 },
        index,
        sample,
        bound,
        initial: begunOf(state),
        next: leavesAfter(inside, next),
      },
      state,
    )
  }
