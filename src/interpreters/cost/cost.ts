import type { Bounds } from './gradients.ts'

/** What adds up over the events of a run. Derivatives are in examples, work in floating-point operations. */
export const quantities = [
  'gradients',
  'hessianProducts',
  'forward',
  'backward',
  'rest',
  'callsWritten',
  'callsSimplified',
  'callsFused',
] as const

export type Quantity = (typeof quantities)[number]

/** What something takes; two bounds where a condition decides at run time. */
export interface Cost extends Readonly<Record<Quantity, Bounds>> {
  /** The most bytes in use at a time, on the wasm backend. */
  readonly peak: Bounds
}

const same = (n: number): Bounds => ({ least: n, most: n })

export const nothing: Cost = {
  ...(Object.fromEntries(quantities.map((quantity) => [quantity, same(0)])) as Record<Quantity, Bounds>),
  peak: same(0),
}

const combined = (f: (a: number, b: number) => number, a: Bounds, b: Bounds): Bounds => ({
  least: f(a.least, b.least),
  most: f(a.most, b.most),
})

const together =
  (f: (a: number, b: number) => number, peak: (a: number, b: number) => number) =>
  (a: Cost, b: Cost): Cost => ({
    ...(Object.fromEntries(quantities.map((q) => [q, combined(f, a[q], b[q])])) as Record<Quantity, Bounds>),
    peak: combined(peak, a.peak, b.peak),
  })

/** One after the other: work adds up, of the bytes in use the most counts. */
export const after = together((a, b) => a + b, Math.max)

/** The bounds of several ways to do one thing. */
export const either = (ways: readonly Cost[]): Cost => {
  const bounds = (of: (cost: Cost) => Bounds): Bounds => ({
    least: Math.min(...ways.map((way) => of(way).least)),
    most: Math.max(...ways.map((way) => of(way).most)),
  })
  return {
    ...(Object.fromEntries(quantities.map((q) => [q, bounds((cost) => cost[q])])) as Record<Quantity, Bounds>),
    peak: bounds((cost) => cost.peak),
  }
}

/** All floating-point operations. */
export const flops = ({ forward, backward, rest }: Cost): Bounds => ({
  least: forward.least + backward.least + rest.least,
  most: forward.most + backward.most + rest.most,
})
