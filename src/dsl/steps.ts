import { type Count, counted } from './count.ts'
import { kindOf } from './kind.ts'
import { declared, slotVariable } from './slot.ts'
import type { Syntax, Variable } from './syntax.ts'
import {
  type Batch,
  built,
  componentsOf,
  fresh,
  insideLoop,
  leavesAfter,
  leavesOf,
  type Scalar,
  type Steps,
  type Structure,
  scalarKind,
  withLeaves,
} from './term.ts'

/** S → S. Steps are a monoid under `andThen` with `identity`. */
export type Step<S extends Structure> = (state: S) => S

/** The step that changes nothing. */
export const identity = <S extends Structure>(state: S): S => state

/** First one step, then the other. */
export const andThen =
  <S extends Structure>(second: Step<S>) =>
  (first: Step<S>): Step<S> =>
  (state) =>
    second(first(state))

/** What stands for a state inside a step. */
export const variablesFor = (state: Structure): readonly Variable[] => {
  const names = Object.keys(state)
  return leavesOf(state).map((leaf, i) => slotVariable(leaf === state ? undefined : names[i], declared(leaf)))
}

/** What a loop carries as it starts. */
export const begunOf = (state: Structure): readonly Syntax[] => leavesOf(state).map((leaf) => declared(leaf).begun)

const asScalar = (variable: Variable): Scalar => built(variable)

const isSteps = (times: number | Count | Steps): times is Steps =>
  typeof times === 'object' && times !== null && times._tag === 'Variable' && times.kind._tag === 'Steps'

/** How often a loop runs: a count, or as often as an event says. */
const often = (times: number | Count | Steps) =>
  isSteps(times) ? { times: { samplesOf: times, size: 1 } } : counted({ times: times as number | Count })

/**
 * sₖ = stepₖ₋₁(… step₀(s)): the k-fold composition of a step, which may depend on the number of the iteration (from 0). How often is a
 * count, or the `steps` that an event says.
 *
 * Laws: `innerLoop(0, f) = identity`; `innerLoop(m + n, f) = innerLoop(n, f shifted by m) ∘ innerLoop(m, f)`.
 *
 * @example onVectors({ theta: [1] }, ({ theta }) => innerLoop(3, (at: Params) => multiply(2, at))(theta))   // => [8]
 */
export const innerLoop =
  <S extends Structure>(times: number | Count | Steps, step: (state: S, iteration: Scalar) => S): Step<S> =>
  (state) => {
    const index = fresh('i', scalarKind)
    const bound = variablesFor(state)
    const inside = withLeaves(state, bound)
    const next = insideLoop(index, () => step(inside, asScalar(index)))
    return componentsOf(
      { _tag: 'Loop', ...often(times), index, bound, initial: begunOf(state), next: leavesAfter(inside, next) },
      state,
    )
  }

/** How many parts of `size` consecutive examples a batch of `count` has; the last may be smaller. */
export const partsOf = (count: number, size: number): number => Math.ceil(count / size)

/** How many examples a part holds: never more than there are. */
export const partSize = (count: number, size: number): number => Math.max(1, Math.min(count, size))

/**
 * One step for each sample of a batch, in order; the step sees a batch of one. With a `size` it is one step for each part of so
 * many consecutive samples; the last part may be smaller.
 *
 * Law: with the size of the whole batch, it is one step.
 *
 * @example
 * defineMethod({
 *   name: 'sample by sample', source: 'an example', options: { rate: positive(0.1) }, state: () => ({}),
 *   onBatch: (o) => ({ theta, batch, loss }) => ({
 *     theta: overSamples(batch, (at: Params, x) => gradientStep({ loss: loss(x), rate: o.rate })(at))(theta),
 *   }),
 * })
 */
export const overSamples =
  <S extends Structure>(
    batch: Batch,
    step: (state: S, sample: Batch, iteration: Scalar) => S,
    size: number | Count = 1,
  ): Step<S> =>
  (state) => {
    const index = fresh('i', scalarKind)
    const sample = fresh('x', kindOf(batch))
    const bound = variablesFor(state)
    const inside = withLeaves(state, bound)
    const next = insideLoop(index, () => step(inside, built(sample), asScalar(index)))
    const initial = begunOf(state)
    const { size: parts, ...names } = counted({ size })
    return componentsOf(
      {
        _tag: 'Loop',
        times: { samplesOf: batch, size: parts },
        ...names,
        index,
        sample,
        bound,
        initial,
        next: leavesAfter(inside, next),
      },
      state,
    )
  }

/** All iterates s₁ … sₖ of a loop. */
export interface Trajectory<S extends Structure> {
  readonly last: S
}

/** The iterates of a loop, for losses along the way: of a looped step, or of `innerLoop(k, step)`. */
export const trajectory: {
  <S extends Structure>(looped: Step<S>): (state: S) => Trajectory<S>
  <S extends Structure>(
    times: number | Count | Steps,
    step: (state: S, iteration: Scalar) => S,
  ): (state: S) => Trajectory<S>
} =
  <S extends Structure>(first: number | Count | Steps | Step<S>, step?: (state: S, iteration: Scalar) => S) =>
  (state: S): Trajectory<S> => ({
    last: typeof first === 'function' ? first(state) : innerLoop(first, step ?? identity)(state),
  })

/**
 * The loop whose results a structure is, all of them in their order; a leaf that is anything else stands for itself and is refused by
 * the judge.
 */
const loopOf = (state: Structure): Syntax => {
  const leaves = leavesOf(state)
  const first = leaves[0]!
  const of = first._tag === 'Component' ? first.of : first
  return (
    leaves.find((leaf, i) => leaf._tag !== 'Component' || leaf.of !== of || leaf.index !== i) ??
    (of._tag === 'Loop' && of.bound.length === leaves.length ? of : first)
  )
}

const along =
  (operator: 'sum' | 'mean') =>
  <S extends Structure, R extends Syntax>(iterates: Trajectory<S>, f: (state: S) => R): R => {
    const loop = loopOf(iterates.last)
    const bound = variablesFor(iterates.last)
    const inside =
      loop._tag === 'Loop' ? <A>(body: () => A) => insideLoop(loop.index, body) : <A>(body: () => A) => body()
    return {
      _tag: 'Along',
      operator,
      loop,
      bound,
      body: inside(() => f(withLeaves(iterates.last, bound))),
    } as Syntax as never
  }

/** (1/k) Σᵢ f(sᵢ) over the iterates s₁ … sₖ; of none, 0. */
export const mean = along('mean')
/**
 * Σᵢ f(sᵢ) over the iterates s₁ … sₖ.
 *
 * @example onVectors({ theta: [1] }, ({ theta }) => total(trajectory(3, (at: Params) => multiply(2, at))(theta), sum))   // => [14]
 */
export const total = along('sum')
