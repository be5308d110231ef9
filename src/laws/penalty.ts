import fc from 'fast-check'
import { freeParams, freeScalar, grad, type Penalty, type Scalar } from '../dsl/index.ts'
import { equations } from '../interpreters/explain/index.ts'
import { type Layout, sizeOfLayout } from '../networks/index.ts'
import {
  type Givens,
  type NumbersOf,
  numbersOf,
  params,
  positive,
  real,
  scalar,
  type TermsOf,
  variablesOf,
} from './given.ts'
import { type Judged, type Law, law } from './law.ts'
import { leastOn } from './least.ts'
import { meaning, smallLayout } from './meaning.ts'
import { inner, largestOf, minus, near, plus } from './numbers.ts'

/** A penalty to test: for every value of what it is given. */
export interface PenaltyUnderTest<G extends Givens> {
  readonly given: G
  readonly penalty: (given: TermsOf<G>) => Penalty
  /** The same value in plain numbers, written from its definition: then nothing but this is trusted. */
  readonly definition?: (at: readonly number[], given: NumbersOf<G>) => number
  readonly layout?: Layout
}

const isPenalty = (of: object): of is Penalty => 'prox' in of

const underTest = (of: Penalty | PenaltyUnderTest<Givens>): PenaltyUnderTest<Givens> =>
  isPenalty(of) ? { given: {}, penalty: () => of } : of

/** A penalty as its three equations. */
const spelled = ({ given, penalty }: PenaltyUnderTest<Givens>): string => {
  const f = penalty(variablesOf(given) as unknown as TermsOf<Givens>)
  const [at, before, rate] = [freeParams('θ'), freeParams('v'), freeScalar('γ')]
  return equations([
    ['f(θ)', f.value(at)],
    ['∇f(θ)', f.gradient(at)],
    ['prox_{γf}(v)', f.prox(rate)(before)],
  ])
}

/** The rounding error of sums of this size: a value has a few operations a coordinate. */
const roundings = (size: number, scale: number): number => 16 * (size + 4) * Number.EPSILON * scale

/** Steps of a difference quotient: a power of two, so that stepping is exact. */
const step = 2 ** -20

/**
 * The laws of a penalty f: its closed-form prox is the argmin found numerically, it is a convex function, its gradient is a
 * subgradient, and so is what differentiating its value gives.
 *
 * @example for (const law of laws.penalty(l1({ strength: 0.5 }))) it(law.name, () => law.check())
 */
export const penaltyLaws = <G extends Givens>(of: Penalty | PenaltyUnderTest<G>): readonly Law[] => {
  const { given, penalty, definition, layout = smallLayout } = underTest(of as Penalty | PenaltyUnderTest<Givens>)
  const size = sizeOfLayout(layout)
  const points = { at: params(), toward: params(), rate: scalar(positive) }
  const all = { ...given, ...points }
  const terms = (t: TermsOf<typeof points> & TermsOf<Givens>) => ({ f: penalty(t), ...t })
  const means = <R extends Scalar | ReturnType<Penalty['gradient']>>(
    term: (t: ReturnType<typeof terms>) => R,
  ): ((n: NumbersOf<typeof all>) => Promise<readonly number[]>) => {
    const run = meaning(all, (t) => ({ result: term(terms(t)) }), { layout })
    return async (n) => (await run(n)).result
  }
  const once = <A>(make: () => A): (() => A) => {
    const made: A[] = []
    return () => {
      if (made.length === 0) made.push(make())
      return made[0]!
    }
  }
  // Compiled at the first check, so that listing laws costs nothing and a program that means nothing fails in its law.
  const value = once(() => means(({ f, at }) => f.value(at)))
  const gradient = once(() => means(({ f, at }) => f.gradient(at)))
  const derivative = once(() => means(({ f, at }) => grad(f.value)(at)))
  const proximal = once(() => means(({ f, at, rate }) => f.prox(rate)(at)))
  type Case = NumbersOf<typeof all>
  const valueAt = async (n: Case, at: readonly number[]): Promise<number> =>
    definition === undefined ? (await value()({ ...n, at }))[0]! : definition(at, n)
  const cases = numbersOf(all, layout)
  const lines = fc.oneof(
    fc.nat(size - 1).map((m) => Array.from({ length: size }, (_, i) => (i === m ? 1 : 0))),
    fc.array(real, { minLength: size, maxLength: size }),
  )

  /**
   * prox_{γf}(v), which is in the domain of f. A projection is on the boundary up to rounding, and there its value may be ∞: then it
   * is moved by so much, away from v, which leads inside.
   */
  const inside = async (n: Case): Promise<readonly number[]> => {
    const point = await proximal()(n)
    const inwards = minus(point, n.at)
    const length = Math.sqrt(inner(inwards, inwards))
    const far = length > 0 && (await valueAt(n, point)) === Number.POSITIVE_INFINITY
    return far ? plus(point, inwards, roundings(size, largestOf(point, n.at)) / length) : point
  }
  const isSubgradient = async (
    n: Case,
    m: number,
    slope: readonly number[],
    point: readonly number[],
  ): Promise<Judged> => {
    const unit = point.map((_, i) => (i === m ? step : 0))
    const [below, here, above] = [
      await valueAt(n, minus(point, unit)),
      await valueAt(n, point),
      await valueAt(n, plus(point, unit)),
    ]
    const slack = roundings(size, 1 + Math.abs(here) + largestOf([slope[m]!])) / step
    return {
      holds:
        Number.isFinite(here) &&
        here - below <= step * (slope[m]! + slack) &&
        step * (slope[m]! - slack) <= above - here,
      sides: {
        θ: point,
        coordinate: m,
        'slope before': (here - below) / step,
        '∇f there': slope[m]!,
        'slope after': (above - here) / step,
      },
    }
  }

  const about = { program: () => spelled(underTest(of as Penalty | PenaltyUnderTest<Givens>)) }
  const stated = <A>(name: string, cases: fc.Arbitrary<A>, holds: (one: A) => Promise<boolean | Judged>): Law =>
    law(name, cases, holds, about)

  return [
    ...(definition === undefined
      ? []
      : [
          stated('f(θ) is its definition', cases, async (n) => {
            const [got, want] = [(await value()(n))[0]!, definition(n.at, n)]
            const holds = got === want || Math.abs(got - want) <= roundings(size, Math.abs(want))
            return { holds, sides: { 'f(θ)': got, 'its definition': want } }
          }),
        ]),
    stated(
      'prox_{γf}(v) = argmin_u f(u) + ‖u − v‖²/2γ, found numerically along every line',
      fc.tuple(cases, lines),
      async ([n, line]) => {
        const centre = await inside(n)
        const [rate, length] = [n.rate[0]!, Math.sqrt(inner(line, line))]
        if (length === 0) return true
        const along = (t: number): readonly number[] => plus(centre, line, t / length)
        const objective = async (t: number): Promise<number> => {
          const apart = minus(along(t), n.at)
          return (await valueAt(n, along(t))) + inner(apart, apart) / (2 * rate)
        }
        const [width, steps] = [1, 43]
        const least = await leastOn(objective, -width, width, steps)
        // The objective grows by t²/2γ at least, so rounding hides the minimum within √(4γ·rounding).
        const hidden = Math.sqrt(4 * rate * roundings(size, 1 + Math.abs(await objective(0)) + largestOf(n.at, centre)))
        const [atProx, atLeast] = [await objective(0), await objective(least)]
        return {
          holds: Number.isFinite(atProx) && Math.abs(least) <= hidden + 2 * width * 0.6181 ** steps,
          sides: {
            'prox_{γf}(v)': centre,
            'argmin along the line': along(least),
            'f(u) + ‖u − v‖²/2γ at the prox': atProx,
            'and at the argmin': atLeast,
          },
        }
      },
    ),
    stated('‖prox(u) − prox(v)‖² ≤ ⟨prox(u) − prox(v), u − v⟩', cases, async (n) => {
      const [p, q] = [await proximal()(n), await proximal()({ ...n, at: n.toward })]
      const [apart, given] = [minus(p, q), minus(n.at, n.toward)]
      const scale = largestOf(p, q) * (largestOf(given) + largestOf(apart))
      const [left, right] = [inner(apart, apart), inner(apart, given)]
      return { holds: left <= right + roundings(size, scale), sides: { left, right, 'prox(u)': p, 'prox(v)': q } }
    }),
    stated('f(½u + ½v) ≤ ½f(u) + ½f(v)', cases, async (n) => {
      const middle = plus(n.at, minus(n.toward, n.at), 1 / 2)
      const [u, v] = [await valueAt(n, n.at), await valueAt(n, n.toward)]
      const [left, right] = [await valueAt(n, middle), (u + v) / 2]
      return { holds: left <= right + roundings(size, Math.abs(u) + Math.abs(v)), sides: { left, right } }
    }),
    stated(
      '∇f(θ) lies between the slopes of f on both sides of θ',
      fc.tuple(cases, fc.nat(size - 1)),
      async ([n, m]) => {
        const point = await inside(n)
        return isSubgradient(n, m, await gradient()({ ...n, at: point }), point)
      },
    ),
    stated('∇f, differentiated, lies between the slopes of f', fc.tuple(cases, fc.nat(size - 1)), async ([n, m]) => {
      const point = await inside(n)
      return isSubgradient(n, m, await derivative()({ ...n, at: point }), point)
    }),
  ]
}

/**
 * Moreau's decomposition of a penalty f and its convex conjugate f*: v = prox_{γf}(v) + γ prox_{(1/γ)f*}(v/γ).
 *
 * @param conjugate f*(y) = sup_θ ⟨y, θ⟩ − f(θ)
 */
export const conjugateLaw = <G extends Givens>(
  given: G,
  f: (given: TermsOf<G>) => Penalty,
  conjugate: (given: TermsOf<G>) => Penalty,
  layout: Layout = smallLayout,
): Law => {
  const points = { at: params(), rate: scalar(positive), inverse: scalar(positive), shrunk: params() }
  const all = { ...given, ...points } as G & typeof points
  const size = sizeOfLayout(layout)
  return law('v = prox_{γf}(v) + γ prox_{(1/γ)f*}(v/γ)', numbersOf(all, layout), async (n) => {
    const run = meaning(
      all,
      (t: TermsOf<G> & TermsOf<typeof points>) => ({
        primal: f(t).prox(t.rate)(t.at),
        dual: conjugate(t).prox(t.inverse)(t.shrunk),
      }),
      { layout },
    )
    const rate = (n.rate as readonly number[])[0]!
    const at = n.at as readonly number[]
    const { primal, dual } = await run({ ...n, inverse: [1 / rate], shrunk: at.map((x) => x / rate) })
    return near(plus(primal, dual, rate), at, 16 * size, largestOf(at, primal) + rate * largestOf(dual))
  })
}
