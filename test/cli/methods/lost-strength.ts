import { abs, l1, multiply, type Params, type Penalty, sum } from '../../../src/dsl/index.ts'

/** λ‖θ‖₁ with the prox of ‖θ‖₁: λ is lost. */
export const lostStrength: Penalty = {
  ...l1({ strength: 0.25 }),
  name: 'lostStrength',
  value: (at: Params) => multiply(0.25, sum(abs(at))),
  prox: l1<'learner'>({ strength: 1 }).prox,
}
