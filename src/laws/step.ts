import fc from 'fast-check'
import {
  add,
  andThen,
  dot,
  identity,
  innerLoop,
  kindOf,
  type Params,
  type Scalar,
  type Step,
  square,
  total,
  trajectory,
} from '../dsl/index.ts'
import { type Givens, numbersOf, params } from './given.ts'
import { type Law, law } from './law.ts'
import { smallLayout } from './meaning.ts'
import { same } from './numbers.ts'
import { casesOf, type Numbered, type State, type StepUnderTest, sides } from './sides.ts'

type OfOneVector = (theta: Params, iteration: Scalar) => Params

const underTest = (of: StepUnderTest<Givens, Givens> | OfOneVector): StepUnderTest<Givens, Givens> =>
  typeof of === 'function'
    ? { given: {}, state: { theta: params() }, step: () => (at, i) => ({ theta: of(at.theta as Params, i) }) }
    : of

const sizeOf = (x: Params | Scalar): Scalar =>
  kindOf(x)._tag === 'Scalar' ? square(x as Scalar) : dot(x as Params, x as Params)

/** Σ over all slots of ‖x‖². */
const size = (at: State): Scalar =>
  Object.values(at)
    .map(sizeOf)
    .reduce((a, b) => add(a, b))

/** The state with a number added to each slot. */
const raised = (at: State, by: Scalar): State =>
  Object.fromEntries(Object.entries(at).map(([slot, x]) => [slot, add(x as Params, by)]))

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i)

/**
 * The laws of a step s, which may depend on the number of the iteration: steps are a monoid under composition, loops are its
 * powers, and a sum along a loop is the sum over its iterates. They hold to the bit: both sides do the same arithmetic.
 *
 * @example for (const law of laws.step((theta) => multiply(0.5, theta))) it(law.name, () => law.check())
 */
export const stepLaws = <G extends Givens, S extends Givens>(of: StepUnderTest<G, S> | OfOneVector): readonly Law[] => {
  const under = underTest(of as StepUnderTest<Givens, Givens> | OfOneVector)
  const cases = numbersOf(casesOf(under), under.layout ?? smallLayout)
  type Side = (s: Numbered, m: number, n: number) => Step<State>
  const equation = (name: string, left: Side, right: Side): Law =>
    law(name, fc.tuple(cases, fc.nat(3), fc.nat(3)), async ([at, m, n]) => {
      const both = sides(
        under,
        (s) => left(s, m, n),
        (s) => right(s, m, n),
      )
      return (await both(at)).every(([l, r]) => same(l, r))
    })
  const once =
    (s: Numbered): Step<State> =>
    (at) =>
      innerLoop(1, s)(at)
  const from =
    (m: number, s: Numbered): Numbered =>
    (at, i) =>
      s(at, add(i, m))
  const iterates = (s: Numbered, m: number, at: State): readonly State[] =>
    numbers(m).reduce<readonly State[]>((so, i) => so.concat(from(i, s)(so.at(-1)!, add(0, 0))), [at])

  return [
    equation('identity ∘ s = s', (s) => andThen<State>(identity)(once(s)), once),
    equation('s ∘ identity = s', (s) => andThen(once(s))(identity), once),
    equation(
      '(s ∘ t) ∘ u = s ∘ (t ∘ u), for powers s, t and u of a step',
      (s, m, n) => andThen(andThen(innerLoop(m, s))(innerLoop(n, s)))(once(s)),
      (s, m, n) => andThen(innerLoop(m, s))(andThen(innerLoop(n, s))(once(s))),
    ),
    equation(
      'innerLoop(0, s) = identity',
      (s) => innerLoop(0, s),
      () => identity,
    ),
    equation(
      'innerLoop(m + n, s) = innerLoop(n, s from m) ∘ innerLoop(m, s)',
      (s, m, n) => innerLoop(m + n, s),
      (s, m, n) => andThen(innerLoop(n, from(m, s)))(innerLoop(m, s)),
    ),
    equation(
      'innerLoop(m, s) = sₘ₋₁ ∘ … ∘ s₀, written out',
      (s, m) => innerLoop(m, s),
      (s, m) => (at) => iterates(s, m, at).at(-1)!,
    ),
    equation(
      'the sum along a trajectory = the sum over its iterates, written out',
      (s, m) => (at) => raised(at, total(trajectory(m, s)(at), size)),
      (s, m) => (at) =>
        raised(
          at,
          iterates(s, m, at)
            .slice(1)
            .map(size)
            .reduce((a, b) => add(a, b), add(0, 0)),
        ),
    ),
  ]
}
