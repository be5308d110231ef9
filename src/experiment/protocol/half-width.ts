import { deviation } from './metrics.ts'

/** 1.96 s / √n: half the width of the interval that a mean of many is in with a chance of 95 %. */
export const halfWidth = (scores: readonly number[]): number =>
  (1.96 * deviation(scores)) / Math.sqrt(Math.max(1, scores.length))
