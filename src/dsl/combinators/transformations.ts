import { add, like } from '../arithmetic.ts'
import type { Regularizer } from '../penalties/index.ts'
import { slot } from '../slot.ts'
import type { Scalar } from '../term.ts'
import { type AdamSettings, adamDirection } from './adam-step.ts'
import { clipByNorm } from './clip-by-norm.ts'
import { heavyBall } from './momentum-step.ts'
import { directionOf } from './move.ts'
import { type Optimiser, sgd, transformation } from './optimiser.ts'
import { type Shape, schedule } from './schedule.ts'

/** d ← d scaled to norm c where ‖d‖ > c: `clipByNorm` of the gradient. */
export const clipping = (bound: Scalar | number): Optimiser =>
  transformation({
    slots: () => ({}),
    update: (kept, move) => ({ kept, move: { rate: move.rate, direction: clipByNorm(bound)(directionOf(move)) } }),
  })

/** d ← d + ∇f(θ): the gradient of a penalty beside that of a loss, before what comes after in a chain. */
export const penalised = ({ gradient }: Pick<Regularizer, 'gradient'>): Optimiser =>
  transformation({
    slots: () => ({}),
    update: (kept, move, theta) => ({
      kept,
      move: { rate: move.rate, direction: add(directionOf(move), gradient(theta)) },
    }),
  })

/** m ← μ m + g,  d ← m: what `momentumStep` moves along; keeps m. */
export const momentum = ({ decay = 0.9 }: { readonly decay?: Scalar | number } = {}): Optimiser =>
  transformation({
    slots: (theta0) => ({ m: like(theta0, 0) }),
    update: ({ m }, move) => {
      const next = heavyBall(decay, m, directionOf(move))
      return { kept: { m: next }, move: { rate: move.rate, direction: next } }
    },
  })

/** What `adamStep` moves along; keeps m, v and the number of steps. */
export const adam = (settings: AdamSettings = {}): Optimiser =>
  transformation({
    slots: (theta0) => ({ m: like(theta0, 0), v: like(theta0, 0), count: slot('n', 0) }),
    update: (kept, move) => {
      const after = adamDirection(settings)(directionOf(move), kept)
      return { kept: after.kept, move: { rate: move.rate, ...after.move } }
    },
  })

/** α ← `schedule` of α by the number of batches seen, which it keeps; a constant one keeps nothing. */
export const scheduled = ({
  shape,
  ...way
}: {
  readonly shape: Shape
  readonly to?: Scalar | number
  readonly over: Scalar | number
}): Optimiser =>
  shape === 'constant'
    ? sgd
    : transformation({
        slots: () => ({ batches: slot('n', 0) }),
        update: ({ batches }, move) => ({
          kept: { batches: add(batches, 1) },
          move: { ...move, rate: schedule({ shape, from: move.rate, ...way })(batches) },
        }),
      })
