import { abs, add, exp, log, maximum, multiply, negate, subtract } from '../arithmetic.ts'
import { meanOver, sumAlong } from '../rows.ts'
import { within } from '../softmax.ts'
import type { Loss } from './loss.ts'

/**
 * The mean over a batch of Σⱼ log(1 + exp zⱼ) − yⱼ zⱼ with z = f(x; θ), over the outputs of each example's head: each output says by
 * itself whether its class is there, with chance 1 / (1 + exp −zⱼ). No exponent is above 0: log(1 + exp z) = max(z, 0) + log(1 + exp −|z|).
 *
 * @source Rebuffi et al., iCaRL, CVPR 2017, eq. 1, trains by it
 */
export const binaryCrossEntropy: Loss = (outputs, targets, batch) => {
  const softplus = add(maximum(outputs, 0), log(add(1, exp(negate(abs(outputs))))))
  return meanOver(batch, sumAlong(within(subtract(softplus, multiply(targets, outputs)), 0)))
}
