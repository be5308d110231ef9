import { box, elasticNet, groupLasso, l1, l2Ball, nonNegative, quadratic, zero } from '../../../src/dsl/index.ts'
import { nonNegative as atLeastZero, laws, type NumbersOf, params, positive, scalar } from '../../../src/laws/index.ts'

const total = (terms: readonly number[]): number => terms.reduce((so, x) => so + x, 0)
const barrier = (holds: boolean): number => (holds ? 0 : Number.POSITIVE_INFINITY)

export const weighted = { strength: scalar(atLeastZero), weight: params(atLeastZero), centre: params() }

/** (λ/2) Σ wₘ (θₘ − cₘ)². */
export const weightedSquares = (
  at: readonly number[],
  { strength, weight, centre }: NumbersOf<typeof weighted>,
): number => (strength[0]! / 2) * total(at.map((x, i) => weight[i]! * (x - centre[i]!) ** 2))

export const strong = { strength: scalar(atLeastZero) }

/** λ Σ |θₘ|. */
export const absoluteSum = (at: readonly number[], { strength }: NumbersOf<typeof strong>): number =>
  strength[0]! * total(at.map(Math.abs))

export const bounds = { lower: scalar(positive.map((x) => -x)), upper: scalar(positive) }

/** 0 where every coordinate is between the bounds, else ∞. */
export const between = (at: readonly number[], { lower, upper }: NumbersOf<typeof bounds>): number =>
  barrier(at.every((x) => lower[0]! <= x && x <= upper[0]!))

export const curved = { strength: scalar(atLeastZero), curvature: scalar(atLeastZero) }

/** λ Σ |θₘ| + (μ/2) Σ θₘ². */
export const sparseAndCurved = (at: readonly number[], { strength, curvature }: NumbersOf<typeof curved>): number =>
  strength[0]! * total(at.map(Math.abs)) + (curvature[0]! / 2) * total(at.map((x) => x ** 2))

const lengthOf = (at: readonly number[]): number => Math.sqrt(total(at.map((x) => x ** 2)))

/** The two groups of the small layout, and where their coordinates are. */
export const layers = ['layer1', 'output']

/** λ (√4 ‖the first four coordinates‖ + √2 ‖the last two‖). */
export const sumOfNorms = (at: readonly number[], { strength }: NumbersOf<typeof strong>): number =>
  strength[0]! * (Math.sqrt(4) * lengthOf(at.slice(0, 4)) + Math.sqrt(2) * lengthOf(at.slice(4)))

/** Balls that hold a random point about as often as not. */
export const around = { radius: scalar(positive.map((x) => 4 * x)), centre: params() }

/** 0 where the distance to the centre is at most the radius, else ∞. */
export const withinBall = (at: readonly number[], { radius, centre }: NumbersOf<typeof around>): number =>
  barrier(lengthOf(at.map((x, i) => x - centre[i]!)) <= radius[0]!)

/** The laws of every of the language, for every value of its parts, with its definition in plain numbers. */
export const ours = {
  zero: laws.penalty({ given: {}, penalty: () => zero(), definition: () => 0 }),
  quadratic: laws.penalty({
    given: weighted,
    penalty: quadratic,
    definition: weightedSquares,
  }),
  'quadratic of one weight': laws.penalty({
    given: { strength: scalar(atLeastZero), weight: scalar(atLeastZero), centre: params() },
    penalty: quadratic,
    definition: (at, { strength, weight, centre }) =>
      (strength[0]! / 2) * weight[0]! * total(at.map((x, i) => (x - centre[i]!) ** 2)),
  }),
  l1: laws.penalty({
    given: strong,
    penalty: l1,
    definition: absoluteSum,
  }),
  box: laws.penalty({
    given: bounds,
    penalty: box,
    definition: between,
  }),
  nonNegative: laws.penalty({
    given: {},
    penalty: () => nonNegative(),
    definition: (at) => barrier(at.every((x) => x >= 0)),
  }),
  elasticNet: laws.penalty({ given: curved, penalty: elasticNet, definition: sparseAndCurved }),
  'groupLasso of every layer': laws.penalty({
    given: strong,
    penalty: ({ strength }) => groupLasso({ strength, groups: layers }),
    definition: sumOfNorms,
  }),
  'groupLasso of one layer': laws.penalty({
    given: strong,
    penalty: ({ strength }) => groupLasso({ strength, groups: ['output', 'output'] }),
    definition: (at, { strength }) => strength[0]! * Math.sqrt(2) * lengthOf(at.slice(4)),
  }),
  l2Ball: laws.penalty({
    given: { radius: scalar(positive) },
    penalty: l2Ball,
    definition: (at, { radius }) => barrier(lengthOf(at) <= radius[0]!),
  }),
  'l2Ball about a centre': laws.penalty({ given: around, penalty: l2Ball, definition: withinBall }),
}
