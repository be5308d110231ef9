import type { Params, Scalar } from '../term.ts'

/**
 * A convex penalty f with three uses: its value, its gradient (a subgradient where f has a kink; 0 inside the domain of an
 * indicator), and its proximal operator prox_{γf}(v) = argmin_u f(u) + (1/2γ)‖u − v‖².
 */
export interface Penalty<N extends string = 'learner'> {
  readonly name: string
  readonly parts: Readonly<Record<string, Scalar | Params<N>>>
  readonly value: (at: Params<N>) => Scalar
  readonly gradient: (at: Params<N>) => Params<N>
  readonly prox: (rate: Scalar | number) => (at: Params<N>) => Params<N>
}

/** What can be added to a loss: a penalty whose prox is not known. */
export type Regularizer<N extends string = 'learner'> = Pick<Penalty<N>, 'value' | 'gradient'>

/** ∇f(θ). */
export const gradient = <N extends string>(penalty: Regularizer<N>) => penalty.gradient

/** prox_{γf}(v). */
export const prox = <N extends string>(penalty: Penalty<N>) => penalty.prox
