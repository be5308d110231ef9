import { abs, literal, maximum, multiply, sign, subtract, sum } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import { firstNorm, part, product } from '../notation/maths.ts'
import type { Scalar } from '../term.ts'
import type { Penalty } from './penalty.ts'

/**
 * f(θ) = λ‖θ‖₁, λ ≥ 0. Subgradient λ sign(θ), 0 at 0. Its prox is the soft threshold sign(v) max(|v| − γλ, 0).
 *
 * @example onVectors({ v: [3, -0.5] }, ({ v }) => l1({ strength: 2 }).prox(1)(v))   // => [1, 0]
 * @source Parikh & Boyd 2014, §6.5.2
 */
export const l1 = <N extends string = 'learner'>({ strength }: { readonly strength: Scalar | number }): Penalty<N> => ({
  name: 'l1',
  parts: { strength: literal(strength) },
  value: (at) =>
    named('l1', { strength: literal(strength), at }, multiply(strength, sum(abs(at))), {
      writes: product(part('strength'), firstNorm(part('at'))),
    }),
  gradient: (at) => multiply(strength, sign(at)),
  prox: (rate) => (at) => multiply(sign(at), maximum(subtract(abs(at), multiply(rate, strength)), 0)),
})
