import { box, l1, nonNegative, quadratic, zero } from '../../../src/dsl/index.ts'
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
}
