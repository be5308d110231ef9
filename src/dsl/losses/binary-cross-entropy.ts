import { logisticLoss } from '../logistic.ts'
import { meanOver, sumAlong } from '../rows.ts'
import { within } from '../softmax.ts'
import type { Loss } from './loss.ts'

/**
 * The mean over a batch of Σⱼ log(1 + exp zⱼ) − yⱼ zⱼ with z = f(x; θ), over the outputs of each example's head: each output says by
 * itself whether its class is there, with chance 1 / (1 + exp −zⱼ).
 *
 * @source Rebuffi et al., iCaRL, CVPR 2017, eq. 1, trains by it
 */
export const binaryCrossEntropy: Loss = (outputs, targets, batch) =>
  meanOver(batch, sumAlong(within(logisticLoss(outputs, targets), 0)))
