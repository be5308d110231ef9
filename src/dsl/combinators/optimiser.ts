import { add, like, literal } from '../arithmetic.ts'
import type { Objective } from '../learning.ts'
import type { Step } from '../steps.ts'
import type { Params, Scalar } from '../term.ts'
import { adamStep } from './adam-step.ts'
import { gradientStep } from './gradient-step.ts'
import { momentumStep } from './momentum-step.ts'
import { type Shape, schedule } from './schedule.ts'

type Kept = { readonly [slot: string]: Params | Scalar }
type Descent = { readonly loss: Objective; readonly rate: Scalar | number }
type WithTheta = { readonly theta: Params }

/**
 * A way to go down a loss. The slots that it keeps beside θ are its own business: a method declares them among its state,
 * hands a step all its slots, and takes those that come back.
 */
export interface Optimiser {
  readonly slots: (theta0: Params) => Readonly<Record<never, never>>
  readonly step: (descent: Descent) => (state: WithTheta) => WithTheta
}

/** An optimiser from a step that knows its slots: those it declared are in the state that it is handed. */
const optimiser = <K extends Kept>(
  slots: (theta0: Params) => K,
  step: (descent: Descent) => Step<WithTheta & K>,
): Optimiser => ({ slots, step: (descent) => (state) => step(descent)(state as WithTheta & K) })

/** θ ← θ − α∇L(θ); keeps nothing. */
export const sgd: Optimiser = optimiser(
  () => ({}),
  (descent) =>
    ({ theta }) => ({ theta: gradientStep(descent)(theta) }),
)

/** `momentumStep`; keeps m. */
export const momentum = (of: { readonly decay?: Scalar | number } = {}): Optimiser =>
  optimiser(
    (theta0) => ({ m: like(theta0, 0) }),
    (descent) =>
      ({ theta, m }) =>
        momentumStep({ ...descent, ...of })({ theta, m }),
  )

/** `adamStep`; keeps m, v and the number of steps. */
export const adam = (
  of: {
    readonly first?: Scalar | number
    readonly second?: Scalar | number
    readonly epsilon?: Scalar | number
    readonly epsilonRoot?: Scalar | number
  } = {},
): Optimiser =>
  optimiser(
    (theta0) => ({ m: like(theta0, 0), v: like(theta0, 0), count: literal(0) }),
    (descent) =>
      ({ theta, m, v, count }) =>
        adamStep({ ...descent, ...of })({ theta, m, v, count }),
  )

/** An optimiser whose rate follows a schedule by the number of batches seen, which it keeps; a constant one keeps nothing more. */
export const scheduled =
  ({ shape, to, over }: { readonly shape: Shape; readonly to?: Scalar | number; readonly over: Scalar | number }) =>
  (inner: Optimiser): Optimiser =>
    shape === 'constant'
      ? inner
      : optimiser(
          (theta0) => ({ ...inner.slots(theta0), batches: literal(0) }),
          ({ loss, rate }) =>
            (state) => ({
              ...inner.step({
                loss,
                rate: schedule({ shape, from: rate, over, ...(to === undefined ? {} : { to }) })(state.batches),
              })(state),
              batches: add(state.batches, 1),
            }),
        )
