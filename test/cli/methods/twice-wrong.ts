import { abs, l1, multiply, type Params, type Penalty, sum } from '../../../src/dsl/index.ts'

/** λ‖θ‖₁ with the prox and the gradient of ‖θ‖₁: λ is lost in both. */
export const twiceWrong: Penalty = {
  ...l1({ strength: 0.25 }),
  name: 'twiceWrong',
  value: (at: Params) => multiply(0.25, sum(abs(at))),
  gradient: l1<'learner'>({ strength: 1 }).gradient,
  prox: l1<'learner'>({ strength: 1 }).prox,
}
