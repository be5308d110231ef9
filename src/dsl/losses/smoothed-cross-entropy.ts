import { add, divide, multiply, subtract } from '../arithmetic.ts'
import { field, sumAlong } from '../rows.ts'
import type { Scalar } from '../term.ts'
import { crossEntropy } from './cross-entropy.ts'
import type { Loss } from './loss.ts'

/**
 * The cross-entropy with labels (1 − ε) y + ε / k: a part ε of each goes to all of its head's k classes alike.
 *
 * | symbol | argument    | shape  | range  |
 * | ε      | `smoothing` | scalar | [0, 1] |
 *
 * @source Szegedy et al., Rethinking the Inception architecture for computer vision, CVPR 2016, §7
 */
export const smoothedCrossEntropy =
  ({ smoothing }: { readonly smoothing: Scalar | number }): Loss =>
  (outputs, targets, batch) => {
    const heads = field(batch, 'heads')
    const even = divide(heads, sumAlong(heads))
    const smooth = add(multiply(subtract(1, smoothing), targets), multiply(smoothing, even))
    return crossEntropy()(outputs, smooth, batch)
  }
