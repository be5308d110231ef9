import { multiply, subtract } from '../arithmetic.ts'
import { meanOver, sumAlong } from '../rows.ts'
import { within } from '../softmax.ts'
import type { Loss } from './loss.ts'

/** The mean over a batch of ½ ‖f(x; θ) − y‖², over the outputs of each example's head. */
export const squaredError: Loss = (outputs, targets, batch) => {
  const apart = within(subtract(outputs, targets), 0)
  return meanOver(batch, multiply(0.5, sumAlong(multiply(apart, apart))))
}
