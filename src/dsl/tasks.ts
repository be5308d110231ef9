import { literal } from './arithmetic.ts'
import { kindOf } from './kind.ts'
import { declared } from './slot.ts'
import { begunOf, type Step, variablesFor } from './steps.ts'
import type { Syntax } from './syntax.ts'
import {
  type Batch,
  batchKind,
  built,
  componentsOf,
  fresh,
  insideLoop,
  type List,
  leavesAfter,
  leavesOf,
  type Memory,
  namesOf,
  type Params,
  type Scalar,
  type Structure,
  scalarKind,
  withLeaves,
} from './term.ts'

/** A list that grows with tasks, empty at first; `element` shows what one element is made of. */
export const perTask = <E extends Structure>(element: E): List<E> => {
  const names = namesOf(element)
  const parts = leavesOf(element).map(declared)
  const symbols = names.flatMap((name, i) => (parts[i]?.symbol === undefined ? [] : [[name, parts[i].symbol] as const]))
  return built({
    _tag: 'EmptyList',
    names,
    elements: parts.map(({ begun }) => begun),
    ...(symbols.length === 0 ? {} : { symbols: Object.fromEntries(symbols) }),
  })
}

/** The list with one more element at its end. */
export const append = <E extends Structure>(list: List<E>, element: E): List<E> =>
  built({ _tag: 'Append', list, values: leavesOf(element) })

/** What stands for one past task of a list or of a memory: its number, its variables, and what is made of these. */
const elementOf = (over: Syntax) => {
  const kind = kindOf(over)
  const index = fresh('t', scalarKind)
  const names = kind._tag === 'List' ? kind.names : []
  const bound = kind._tag === 'List' ? kind.elements.map((k, i) => fresh(names[i] ?? 'e', k)) : [fresh('m', batchKind)]
  const value: Structure =
    names.length === 0 ? bound[0]! : Object.fromEntries(names.map((name, i) => [name, bound[i]!]))
  return { index, bound, value }
}

interface MapTasks {
  <E extends Structure, R extends Structure>(list: List<E>, f: (element: E, task: Scalar) => R): List<R>
  <R extends Structure>(memory: Memory<'ring'>, f: (memory: Batch, task: Scalar) => R): List<R>
}

/**
 * One result a past task: f applied to each element of a per-task list, or to each past task's part of a ring.
 *
 * @example
 * defineMethod({
 *   name: 'near all past ends', source: 'an example', options: { rate: positive(0.1) },
 *   state: (_, theta0) => ({ past: perTask(theta0) }),
 *   onBatch: (o) => ({ theta, past, batch, loss }) => {
 *     const apart = (at: Params) => totalOverTasks(mapTasks(past, (end) => norm(subtract(at, end))))
 *     return { theta: gradientStep({ loss: regularize(loss(batch), { value: apart }), rate: o.rate })(theta) }
 *   },
 *   onTaskEnd: () => ({ theta, past }) => ({ past: append(past, theta) }),
 * })
 */
export const mapTasks: MapTasks = (over: Syntax, f: (element: never, task: Scalar) => Structure) => {
  const { index, bound, value } = elementOf(over)
  const result = insideLoop(index, () => f(value as never, built(index)))
  return built({ _tag: 'MapTasks', over, bound, index, names: namesOf(result), body: leavesOf(result) })
}

interface FoldTasks {
  <E extends Structure, S extends Structure>(list: List<E>, step: (state: S, element: E, task: Scalar) => S): Step<S>
  <S extends Structure>(memory: Memory<'ring'>, step: (state: S, memory: Batch, task: Scalar) => S): Step<S>
}

/**
 * One step for each element of a per-task list, or for each past task's part of a ring, in their order: what `overSamples` is to the
 * examples of a batch.
 *
 *   s₀ = s,  sₜ₊₁ = step(sₜ, eₜ, t)
 *
 * Laws: over no element it is the identity; over a list with one more it is one more step; a fold that adds up is `totalOverTasks`.
 *
 * @example
 * defineMethod({
 *   name: 'back along past ends', source: 'an example', options: { towards: unit(0.1) },
 *   state: (_, theta0) => ({ past: perTask(theta0) }),
 *   onTaskStart: (o) => ({ theta, past }) => ({
 *     theta: foldTasks(past, (at: Params, end: Params) => add(at, multiply(o.towards, subtract(end, at))))(theta),
 *   }),
 *   onBatch: () => ({ theta, batch, loss }) => ({ theta: gradientStep({ loss: loss(batch), rate: 0.1 })(theta) }),
 *   onTaskEnd: () => ({ theta, past }) => ({ past: append(past, theta) }),
 * })
 */
export const foldTasks: FoldTasks =
  (over: Syntax, step: (state: never, element: never, task: Scalar) => Structure) =>
  <S extends Structure>(state: S): S => {
    const { index, bound: element, value } = elementOf(over)
    const bound = variablesFor(state)
    const inside = withLeaves(state, bound)
    const next = insideLoop(index, () => step(inside as never, value as never, built(index)))
    const fold: Syntax = {
      _tag: 'Fold',
      over,
      element,
      index,
      bound,
      initial: begunOf(state),
      next: leavesAfter(inside, next),
    }
    return componentsOf(fold, state)
  }

interface Totals {
  (list: List<Scalar>): Scalar
  <N extends string>(list: List<Params<N>>): Params<N>
}

const totals =
  (operator: 'sum' | 'mean'): Totals =>
  (list: Syntax) =>
    built({ _tag: 'Total', operator, list })

/** Σₜ over past tasks; of no task, 0. */
export const totalOverTasks = totals('sum')
/** (1/t) Σₜ over past tasks; of no task, 0. */
export const meanOverTasks = totals('mean')

/**
 * The direction nearest to g that satisfies every constraint ⟨direction, gₖ⟩ ≥ 0 (Lopez-Paz & Ranzato, GEM, eq. 11):
 *
 *   v* = argmin_v ½ vᵀ(GGᵀ + εI)v + (Gg)ᵀv  subject to v ≥ γ,   direction = Gᵀv* + g
 *
 * | symbol | argument      | range | meaning |
 * | G      | `constraints` | one gradient a past task | rows |
 * | γ      | `margin`      | ≥ 0   | the paper adds it after solving with v ≥ 0; its code bounds v by it, as here |
 * | ε      | `ridge`       | ≥ 0   | 10⁻³ in the code |
 *
 * With no past task, or where no constraint is violated, g itself. The quadratic program is solved on the host.
 */
export const coneProjection =
  ({ margin = 0, ridge = 0 }: { readonly margin?: Scalar | number; readonly ridge?: Scalar | number } = {}) =>
  (constraints: List<Params>) =>
  (gradient: Params): Params =>
    ({
      _tag: 'ConeProjection',
      constraints,
      gradient,
      margin: literal(margin),
      ridge: literal(ridge),
    }) as Syntax as never
