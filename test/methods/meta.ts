import type { HostBatch } from '../../src/data/index.ts'
import { heightAt, moved, slopeAt } from './least-squares.ts'
import { rowsOf } from './points.ts'

type Vector = readonly number[]

/** Every order of some numbers. */
export const orders = (of: readonly number[]): readonly (readonly number[])[] =>
  of.length < 2 ? [of] : of.flatMap((x) => orders(of.filter((y) => y !== x)).map((rest) => [x, ...rest]))

/** What an inner step sees, and the bound of each coordinate of its gradient. */
export interface Inner {
  readonly size?: number
  readonly clip?: number
}

/** Something of the steps through a batch in an order, from θ at rates α, and of the loss on other examples along them. */
type OfWalk<R> = (
  batch: HostBatch,
  order: readonly number[],
  on: HostBatch,
  theta: Vector,
  rate: Vector,
  inner?: Inner,
) => R

interface MetaGradients {
  readonly theta: Vector
  readonly rate: Vector
}

const partsOf = (order: readonly number[], size: number): readonly (readonly number[])[] =>
  order.length === 0 ? [] : [order.slice(0, size), ...partsOf(order.slice(size), size)]

/** θ₁ … θₙ and the gradients g₁ … gₙ of steps θᵢ = θᵢ₋₁ − max(α, 0) ⊙ gᵢ through parts of a batch in an order. */
const walk = (
  batch: HostBatch,
  order: readonly number[],
  theta: Vector,
  rate: Vector,
  { size = 1, clip = Number.POSITIVE_INFINITY }: Inner,
) => {
  const cut = rate.map((a) => Math.max(a, 0))
  return partsOf(order, size).reduce(
    (so, rows) => {
      const g = slopeAt(rowsOf(batch, ...rows), so.at).map((x) => Math.max(-clip, Math.min(clip, x)))
      const next = so.at.map((t, i) => t - cut[i]! * g[i]!)
      return { at: next, points: [...so.points, next], slopes: [...so.slopes, g] }
    },
    { at: theta, points: [] as readonly Vector[], slopes: [] as readonly Vector[] },
  )
}

/** J(θ, α) = (1/n) Σᵢ L_Q(θᵢ). */
export const ahead: OfWalk<number> = (batch, order, on, theta, rate, inner = {}) => {
  const { points } = walk(batch, order, theta, rate, inner)
  return points.reduce((so, at) => so + heightAt(on, at) / points.length, 0)
}

/** First order: ∇_θ = (1/n) Σᵢ ∇L_Q(θᵢ),  ∇_α = −(1/n) Σᵢ 1[α > 0] (Σ_{j≤i} gⱼ) ⊙ ∇L_Q(θᵢ). */
export const firstOrderOf: OfWalk<MetaGradients> = (batch, order, on, theta, rate, inner = {}) => {
  const { points, slopes } = walk(batch, order, theta, rate, inner)
  const zero = theta.map(() => 0)
  return points.reduce(
    (so, at, i) => {
      const outer = slopeAt(on, at)
      const walked = slopes.slice(0, i + 1).reduce((sum, g) => moved(sum, g, -1), zero)
      return {
        theta: moved(so.theta, outer, -1 / points.length),
        rate: so.rate.map((r, j) => r - (rate[j]! > 0 ? (walked[j]! * outer[j]!) / points.length : 0)),
      }
    },
    { theta: zero as Vector, rate: zero as Vector },
  )
}

/** Second order, by central differences of J; its error is h² J‴/6 and rounding over h. */
export const secondOrderOf: OfWalk<MetaGradients> = (batch, order, on, theta, rate, inner = {}) => {
  const h = 2 ** -17
  const nudged = (v: Vector, i: number, by: number) => v.map((x, j) => (i === j ? x + by : x))
  const slope = (f: (v: Vector) => number, at: Vector) =>
    at.map((_, i) => (f(nudged(at, i, h)) - f(nudged(at, i, -h))) / (2 * h))
  return {
    theta: slope((t) => ahead(batch, order, on, t, rate, inner), theta),
    rate: slope((r) => ahead(batch, order, on, theta, r, inner), rate),
  }
}
