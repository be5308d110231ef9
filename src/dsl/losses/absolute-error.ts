import { abs, subtract } from '../arithmetic.ts'
import { meanOver, sumAlong } from '../rows.ts'
import { within } from '../softmax.ts'
import type { Loss } from './loss.ts'

/** The mean over a batch of Σⱼ |fⱼ(x; θ) − yⱼ|, over the outputs of each example's head. */
export const absoluteError: Loss = (outputs, targets, batch) =>
  meanOver(batch, sumAlong(abs(within(subtract(outputs, targets), 0))))
