import {
  add,
  average,
  divide,
  guardedDivide,
  like,
  literal,
  type Params,
  pick,
  reconstruct,
  reconstructionError,
  type Scalar,
  slot,
  sqrt,
  square,
  subtract,
} from '../dsl/index.ts'
import type { ReconstructionSettings } from './reconstruction-options.ts'

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

/** The slots of the network, as a task begins. */
export const presentSlots = (h: Params<'h'>): Present => {
  const { phi, first, second, steps, batches, size } = unlearned(h)
  return {
    phi: slot('φ', phi),
    first: slot('m', first),
    second: slot('v', second),
    steps: slot('n', steps),
    batches: slot('n', batches),
    size: slot('b', size),
  }
}

/** b ← b + (‖g‖/√d − b)/n: the mean over batches of the root mean square of gradients, this one included. */
const sizeWith = ({ size, batches }: Present, gradient: Params): Scalar =>
  add(size, divide(subtract(sqrt(average(square(gradient))), size), add(batches, 1)))

/** mean_j (h(a θⱼ; φ) − gⱼ/b)² over all coordinates: how strange a gradient is to a network that has not learned from it. */
export const strangeness =
  ({ grid }: Pick<ReconstructionSettings, 'grid'>) =>
  (present: Present, at: Params, gradient: Params): Scalar =>
    reconstructionError({ network: 'h', at, said: guardedDivide(gradient, sizeWith(present, gradient)), grid })(
      present.phi,
    )

/** s steps of Adam on mean_{j ∈ S} (h(a θⱼ; φ) − gⱼ/b)². */
export const learned =
  (o: Pick<ReconstructionSettings, 'coordinates' | 'metaSteps' | 'metaRate'>) =>
  (present: Present, at: Params, gradient: Params): Present => {
    const size = sizeWith(present, gradient)
    const next = reconstruct({
      network: 'h',
      at,
      said: (drawn) => guardedDivide(pick(drawn)(gradient), size),
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
