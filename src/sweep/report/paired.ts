import { deviation, mean } from '../../experiment/protocol/index.ts'
import type { Finished, Standing } from '../standing.ts'
import { studentWithin } from './student.ts'

/** By how much one method differs from another, seed by seed. */
export interface Paired {
  /** How many seeds both have. */
  readonly seeds: number
  /** d̄, the mean of the differences. */
  readonly mean: number
  /** Half the width of the interval about it; none of a single seed. */
  readonly half?: number
}

/** How sure an interval is. */
export const confidence = 0.95

/**
 * The mean difference of a metric between two methods over the seeds that both have, whose streams and networks are the same, with the
 * interval of Student's t:
 *
 *   d_s = a_s − b_s,   d̄ ± t_{0.95, n−1} s_d / √n
 *
 * Differences within a seed are freer of its luck than the two means are.
 *
 * @returns `undefined` where they have no seed in common, or the metric isn't there
 */
export const pairedDifference = (a: Standing, b: Standing, metric: string): Paired | undefined => {
  const valueAt = (finished: readonly Finished[]): ReadonlyMap<number, number> =>
    new Map(
      finished.flatMap(({ run, scores }) => {
        const value = scores[metric]
        return value === undefined || !Number.isFinite(value) ? [] : [[run.started.seed, value] as const]
      }),
    )
  const [left, right] = [valueAt(a.finished), valueAt(b.finished)]
  const differences = [...left].flatMap(([seed, value]) => {
    const other = right.get(seed)
    return other === undefined ? [] : [value - other]
  })
  const seeds = differences.length
  if (seeds === 0) return undefined
  const about = { seeds, mean: mean(differences) }
  return seeds === 1
    ? about
    : { ...about, half: (studentWithin(confidence, seeds - 1) * deviation(differences)) / Math.sqrt(seeds) }
}

/** Whether the interval says which of the two has more. */
export const isClear = ({ mean: middle, half }: Paired): boolean => half !== undefined && Math.abs(middle) > half
