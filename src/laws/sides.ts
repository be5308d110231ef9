import type { Params, Scalar, Step } from '../dsl/index.ts'
import type { Layout } from '../networks/index.ts'
import type { Givens, NumbersOf, TermsOf } from './given.ts'
import { meaning, smallLayout } from './meaning.ts'

/** A step to test: on every value of its state and of what it is given. */
export interface StepUnderTest<G extends Givens, S extends Givens> {
  readonly given: G
  readonly state: S
  readonly step: (given: TermsOf<G>) => (state: TermsOf<S>, iteration: Scalar) => TermsOf<S>
  readonly layout?: Layout
}

/** The state of a step whose slots only its author knows. */
export type State = Readonly<Record<string, Params | Scalar>>
export type Numbered = (state: State, iteration: Scalar) => State

const prefix = 'given '

/** Everything that a law of a step is stated for: its state, and under other names what it is given. */
export const casesOf = ({ given, state }: StepUnderTest<Givens, Givens>): Givens => ({
  ...state,
  ...Object.fromEntries(Object.entries(given).map(([name, one]) => [`${prefix}${name}`, one])),
})

/** The two sides of an equation between steps, on the same state: the coordinates of each slot. */
export const sides = (
  under: StepUnderTest<Givens, Givens>,
  left: (s: Numbered) => Step<State>,
  right: (s: Numbered) => Step<State>,
): ((n: NumbersOf<Givens>) => Promise<readonly (readonly [readonly number[], readonly number[]])[]>) => {
  const slots = Object.keys(under.state)
  const run = meaning(
    casesOf(under),
    (terms) => {
      const own = Object.fromEntries(Object.keys(under.given).map((name) => [name, terms[`${prefix}${name}`]!]))
      const start = Object.fromEntries(slots.map((slot) => [slot, terms[slot]!])) as State
      const s = under.step(own as TermsOf<Givens>) as Numbered
      const named = (side: string, state: State) => slots.map((slot) => [`${side} ${slot}`, state[slot]!] as const)
      return Object.fromEntries([...named('left', left(s)(start)), ...named('right', right(s)(start))])
    },
    { layout: under.layout ?? smallLayout },
  )
  return async (n) => {
    const result = await run(n)
    return slots.map((slot) => [result[`left ${slot}`]!, result[`right ${slot}`]!])
  }
}
