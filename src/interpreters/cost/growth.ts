import { type Cost, type Quantity, quantities } from './cost.ts'
import type { Bounds } from './gradients.ts'

/** How a number changes as another grows by ones: it stays, rises by `step` each time, or by steps that rise by `bend`. */
export type Growth =
  | { readonly _tag: 'Constant' }
  | { readonly _tag: 'Linear'; readonly step: number }
  | { readonly _tag: 'Quadratic'; readonly step: number; readonly bend: number }
  | { readonly _tag: 'Other'; readonly step: number }

/**
 * The growth that at least four numbers in a row show.
 *
 * @param slack how far apart numbers may be and count as equal, of the largest step: bytes come in lines of a cache
 */
export const growthOf = (values: readonly number[], slack = 0): Growth => {
  const differences = (list: readonly number[]): readonly number[] => list.slice(1).map((x, i) => x - list[i]!)
  const steps = differences(values)
  const bends = differences(steps)
  const allowed = slack * Math.max(0, ...steps.map(Math.abs))
  const still = (list: readonly number[]): boolean => list.every((x) => Math.abs(x) <= allowed)
  const [step = 0] = steps
  const [bend = 0] = bends
  if (steps.every((x) => x === 0)) return { _tag: 'Constant' }
  if (still(bends)) return { _tag: 'Linear', step }
  if (still(differences(bends))) return { _tag: 'Quadratic', step, bend }
  return { _tag: 'Other', step }
}

/** The value at `x` of the quadratic through three values in a row, the first at `from`; exact for whole numbers. */
export const continued = ([a, b, c]: readonly [number, number, number], from: number, x: number): number => {
  const k = x - from
  return a + (b - a) * k + (c - 2 * b + a) * ((k * (k - 1)) / 2)
}

type Three = readonly [Cost, Cost, Cost]

/** The work at task `x` that continues that of three tasks in a row, the first of them `from`. Its peak is that of the third. */
export const continuedCost = ([a, b, c]: Three, from: number, x: number): Cost => {
  const bounds = (of: (cost: Cost) => Bounds): Bounds => ({
    least: continued([of(a).least, of(b).least, of(c).least], from, x),
    most: continued([of(a).most, of(b).most, of(c).most], from, x),
  })
  return {
    ...(Object.fromEntries(quantities.map((q) => [q, bounds((cost) => cost[q])])) as Record<Quantity, Bounds>),
    peak: c.peak,
  }
}

/** The peak a part of the way between two. */
export const peakBetween = (a: Cost, b: Cost, part: number): Bounds => ({
  least: Math.round(a.peak.least + part * (b.peak.least - a.peak.least)),
  most: Math.round(a.peak.most + part * (b.peak.most - a.peak.most)),
})

/** Whether all that adds up is the same in two costs. */
export const sameWork = (a: Cost, b: Cost): boolean =>
  quantities.every((q) => a[q].least === b[q].least && a[q].most === b[q].most)
