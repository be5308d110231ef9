import { abs, minimum, multiply, square, subtract } from '../arithmetic.ts'
import { meanOver, sumAlong } from '../rows.ts'
import { within } from '../softmax.ts'
import type { Scalar } from '../term.ts'
import type { Loss } from './loss.ts'

/**
 * The mean over a batch of Σⱼ h(fⱼ(x; θ) − yⱼ), over the outputs of each example's head: h(a) = ½ a² where |a| ≤ δ, and δ (|a| − ½ δ)
 * beyond, so no slope is steeper than δ. With q = min(|a|, δ) that is q (|a| − ½ q).
 *
 * | symbol | argument    | shape  | range |
 * | δ      | `threshold` | scalar | > 0   |
 *
 * @source Huber, Robust estimation of a location parameter, Annals of Mathematical Statistics 1964
 */
export const huber =
  ({ threshold }: { readonly threshold: Scalar | number }): Loss =>
  (outputs, targets, batch) => {
    const apart = abs(within(subtract(outputs, targets), 0))
    const near = minimum(apart, threshold)
    return meanOver(batch, sumAlong(subtract(multiply(near, apart), multiply(0.5, square(near)))))
  }
