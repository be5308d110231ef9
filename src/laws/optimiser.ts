import fc from 'fast-check'
import {
  add,
  dot,
  exp,
  log,
  multiply,
  negate,
  type Optimiser,
  type Params,
  type Scalar,
  square,
  subtract,
  sum,
} from '../dsl/index.ts'
import { type Layout, sizeOfLayout } from '../networks/index.ts'
import { fraction, nonNegative, numbersOf, params, scalar, type TermsOf } from './given.ts'
import { type Law, law } from './law.ts'
import { meaning, smallLayout } from './meaning.ts'
import { inner, largestOf, same } from './numbers.ts'

/** An optimiser to test, and what it claims. */
export interface OptimiserUnderTest {
  readonly optimiser: Optimiser
  /** The largest αℓ up to which it claims that no step makes a convex loss of curvature at most ℓ larger: 2 for `sgd`. */
  readonly descends?: number
  readonly layout?: Layout
}

// Steep and flat losses: what steps by the sign of a gradient leads up only where α is large.
const strength = fc.constantFrom(1, 2 ** -5, 2 ** -10)
const ofLoss = { strength: scalar(strength), weight: params(nonNegative), direction: params(), centre: params() }
const all = { ...ofLoss, theta: params(), rate: scalar(fraction), none: scalar(fc.constant(0)) }

/** log cosh x: convex, of curvature at most 1, and no quadratic. */
const logCosh = (x: Params): Params => log(multiply(0.5, add(exp(x), exp(negate(x)))))

/** L(θ) = λ (Σₘ wₘ log cosh(θ − c)ₘ + ½ ⟨b, θ − c⟩²), of curvature at most λ (max w + ‖b‖²). */
const convex =
  ({ strength, weight, direction, centre }: TermsOf<typeof ofLoss>) =>
  (at: Params): Scalar => {
    const apart = subtract(at, centre)
    const bowls = sum(multiply(weight, logCosh(apart)))
    return multiply(strength, add(bowls, multiply(0.5, square(dot(direction, apart)))))
  }

const steps = 3

/** The first iterates of an optimiser on a convex loss, its heights there, and where a step of rate 0 leads from each. */
const pathOf = (optimiser: Optimiser, layout: Layout) =>
  meaning(
    all,
    ({ theta, rate, none, ...of }) => {
      const loss = convex(of)
      const states = Array.from({ length: steps }).reduce<readonly { readonly theta: Params }[]>(
        (so) => so.concat(optimiser.step({ loss, rate })(so.at(-1)!)),
        [{ ...optimiser.slots(theta), theta }],
      )
      const each = (side: string, of: (state: { readonly theta: Params }) => Params | Scalar) =>
        states.map((state, i) => [`${side} ${i}`, of(state)] as const)
      return Object.fromEntries([
        ...each('at', (state) => state.theta),
        ...each('height', (state) => loss(state.theta)),
        ...each('still', (state) => optimiser.step({ loss, rate: none })(state).theta),
      ])
    },
    { layout },
  )

/**
 * The laws of an optimiser: at rate 0 it does not move, whatever it has kept until then; and, where it claims so, on a smooth convex
 * loss no step leads up.
 *
 * | symbol | argument   | range |
 * | u      | `descends` | > 0   |
 *
 * For plain descent L(θ − α∇L(θ)) ≤ L(θ) − α (1 − αℓ/2) ‖∇L(θ)‖², so that u = 2. Momentum and Adam claim nothing.
 *
 * @example for (const law of laws.optimiser({ optimiser: sgd, descends: 2 })) it(law.name, () => law.check())
 * @source Nesterov 2004, §1.2.3, on the descent of a gradient step
 */
export const optimiserLaws = (of: Optimiser | OptimiserUnderTest): readonly Law[] => {
  const { optimiser, descends, layout = smallLayout }: OptimiserUnderTest = 'optimiser' in of ? of : { optimiser: of }
  const size = sizeOfLayout(layout)
  const compiled: { run?: ReturnType<typeof pathOf> } = {}
  /** The path with a rate that is a part of u/ℓ; and ℓ. */
  const walked = async (n: Parameters<ReturnType<typeof pathOf>>[0], bound: number) => {
    compiled.run ??= pathOf(optimiser, layout)
    const curvature = n.strength[0]! * (largestOf(n.weight) + inner(n.direction, n.direction))
    const path = await compiled.run({ ...n, rate: [(n.rate[0]! * bound) / (curvature || 1)] })
    const each = (side: string) => Array.from({ length: steps + 1 }, (_, i) => path[`${side} ${i}`]!)
    return { curvature, iterates: each('at'), heights: each('height').flat(), stills: each('still') }
  }
  const cases = numbersOf(all, layout)

  return [
    law('at rate 0 θ stays where it is, after any number of steps', cases, async (n) => {
      const { iterates, stills } = await walked(n, 1)
      const moved = iterates.findIndex((at, i) => !at.every(Number.isFinite) || !same(at, stills[i]!))
      return {
        holds: moved < 0,
        sides: moved < 0 ? {} : { 'steps before': moved, θ: iterates[moved]!, 'after rate 0': stills[moved]! },
      }
    }),
    ...(descends === undefined
      ? []
      : [
          law(`on a convex loss of curvature at most ℓ no step with α ≤ ${descends}/ℓ leads up`, cases, async (n) => {
            const { curvature, iterates, heights } = await walked(n, descends)
            // A height, and an error in θ times a slope, are a few roundings a coordinate of ℓ (‖θ‖ + ‖c‖)².
            const far = Math.sqrt(size) * (largestOf(...iterates) + largestOf(n.centre))
            const slack = 16 * (size + 4) * Number.EPSILON * curvature * far * far
            const up = heights.findIndex((height, i) => i > 0 && !(height <= heights[i - 1]! + slack))
            return {
              holds: up < 0,
              sides: up < 0 ? {} : { step: up, 'L before': heights[up - 1]!, 'L after': heights[up]! },
            }
          }),
        ]),
  ]
}
