import { divide, multiply, subtract } from '../arithmetic.ts'
import { meanOver, sumAlong } from '../rows.ts'
import { logSumExp, ofHeads } from '../softmax.ts'
import type { Scalar } from '../term.ts'
import type { Loss } from './loss.ts'

/**
 * The mean over a batch of log Σⱼ exp zⱼ − Σⱼ yⱼ zⱼ with z = f(x; θ) / T: the cross-entropy of labels y, one class or the chance of each,
 * with the softmax of the outputs, among the heads that the examples' tasks have.
 *
 * | symbol | argument      | shape  | range |
 * | T      | `temperature` | scalar | > 0, 1 unless given |
 */
export const crossEntropy =
  ({ temperature }: { readonly temperature?: Scalar | number } = {}): Loss =>
  (outputs, targets, batch) => {
    const z = temperature === undefined ? outputs : divide(outputs, temperature)
    return meanOver(batch, subtract(logSumExp(z), sumAlong(multiply(targets, ofHeads(z)))))
  }
