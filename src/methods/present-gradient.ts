import {
  add,
  average,
  divide,
  equal,
  like,
  literal,
  type Params,
  pick,
  reconstruct,
  reconstructionError,
  type Scalar,
  select,
  sqrt,
  square,
  subtract,
} from '../dsl/index.ts'

/** The network that learns the gradient of the present task, with what Adam keeps, and how large gradients were so far. */
export type Present = {
  readonly phi: Params<'h'>
  readonly first: Params<'h'>
  readonly second: Params<'h'>
  readonly steps: Scalar
  readonly batches: Scalar
  readonly size: Scalar
}

/** As a task begins. */
export const unlearned = (h: Params<'h'>): Present => ({
  phi: h,
  first: like(h, 0),
  second: like(h, 0),
  steps: literal(0),
  batches: literal(0),
  size: literal(0),
})

/** a where a is not 0, else 1: a vector of zeros has no scale. */
export const orOne = (a: Scalar): Scalar => select(equal(a, 0), 1, a)

/** b ← b + (‖g‖/√d − b)/n: the mean over batches of the root mean square of gradients, this one included. */
const sizeWith = ({ size, batches }: Present, gradient: Params): Scalar =>
  add(size, divide(subtract(sqrt(average(square(gradient))), size), add(batches, 1)))

/** mean_j (h(a θⱼ; φ) − gⱼ/b)² over all coordinates: how strange a gradient is to a network that has not learned from it. */
export const strangeness =
  ({ grid }: { readonly grid: number }) =>
  (present: Present, at: Params, gradient: Params): Scalar =>
    reconstructionError({ network: 'h', at, said: divide(gradient, orOne(sizeWith(present, gradient))), grid })(
      present.phi,
    )

/** s steps of Adam on mean_{j ∈ S} (h(a θⱼ; φ) − gⱼ/b)². */
export const learned =
  (o: { readonly coordinates: number; readonly metaSteps: number; readonly metaRate: Scalar }) =>
  (present: Present, at: Params, gradient: Params): Present => {
    const size = sizeWith(present, gradient)
    const next = reconstruct({
      network: 'h',
      at,
      said: (drawn) => divide(pick(drawn)(gradient), orOne(size)),
      coordinates: o.coordinates,
      steps: o.metaSteps,
      rate: o.metaRate,
    })({ theta: present.phi, m: present.first, v: present.second, count: present.steps })
    return {
      phi: next.theta,
      first: next.m,
      second: next.v,
      steps: next.count,
      batches: add(present.batches, 1),
      size,
    }
  }
