import type { Node, Operations } from '../ir/index.ts'
import {
  type BatchMoments,
  groupOf,
  type Layer,
  type Moments,
  partsOf,
  ruleOf,
  type Shape,
  type Uniform,
} from './layers/index.ts'
import type { Network } from './network.ts'

/** What a forward pass is given. */
export interface Given {
  readonly network: Network
  readonly parameters: readonly Node[]
  /** [n, …] */
  readonly inputs: Node
  /** How much each example counts in the statistics of the batch, [n]; 1 unless given. */
  readonly weights?: Node
  /** What each normalisation uses, in the order of a pass; where it is `undefined`, the moments of the batch itself. */
  readonly moments?: GivenMoments
  /** What noisy layers draw, while the network learns; nothing is drawn for a prediction. */
  readonly noise?: Noise
  /** What is looked at on the way. */
  readonly at?: Point
}

/** A place in a network: before the layer of a group or after it; with `value` that goes on in place of what would. */
export interface Point {
  readonly group: string
  readonly side: 'before' | 'after'
  /** [n, numbers of one example] */
  readonly value?: Node
}

/** Numbers from U(0, 1), the same for the same layer, draw and shape; layers are counted in the order of a pass. */
export type Noise = (layer: number, draw: number, shape: Shape) => Node

/** The moments of each normalisation of a network, in the order of a forward pass, as far as they are given. */
export type GivenMoments = readonly (Moments | undefined)[]

/** How far a pass has come: a value, and what is left for the layers above. */
interface Pass {
  /** How many layers it has come to. */
  readonly layers: number
  readonly value: Node
  readonly parameters: readonly Node[]
  readonly moments: GivenMoments
  readonly seen: readonly (BatchMoments | undefined)[]
  /** What goes on at the point that is looked at, if the pass has come there. */
  readonly found?: Node
}

/** A pass at the point that is looked at, if it is there. */
const looked = (o: Operations, at: Point | undefined, side: Point['side'], layer: Layer, pass: Pass): Pass => {
  if (at === undefined || at.side !== side || groupOf(layer) !== at.group) return pass
  const value = at.value === undefined ? pass.value : o.reshape(at.value, pass.value.shape)
  return { ...pass, value, found: value }
}

/** How a pass goes on after a layer takes its own: first tensors, then moments; then its parts, each on the value before the layer. */
const apply =
  (o: Operations, around: Pick<Given, 'weights' | 'noise' | 'at'>) =>
  (coming: Pass, layer: Layer): Pass => {
    const { weights, noise, at } = around
    const before = looked(o, at, 'before', layer, coming)
    const { value, layers: position } = before
    const { tensors, statistics, isNoisy, forward: rule } = ruleOf(layer)
    const names = Object.keys(tensors?.(layer, { shape: value.shape.slice(1), outputs: 1 }) ?? {})
    const parameters = Object.fromEntries(names.map((name, i) => [name, before.parameters[i]!]))
    const inflow = { o, value, parameters, ends: {}, ...(weights === undefined ? {} : { weights }) }
    const [given] = statistics === undefined ? [] : before.moments
    const own = given === undefined ? statistics?.seen(inflow) : undefined
    const moments = given ?? own
    const uniform: Uniform | undefined =
      noise !== undefined && isNoisy?.(layer) === true ? (shape, draw = 0) => noise(position, draw, shape) : undefined
    const start: Pass = {
      layers: position + 1,
      value,
      parameters: before.parameters.slice(names.length),
      moments: statistics === undefined ? before.moments : before.moments.slice(1),
      seen: statistics === undefined ? before.seen : [...before.seen, own],
      ...(before.found === undefined ? {} : { found: before.found }),
    }
    const [after, ends] = partsOf(layer).reduce<readonly [Pass, Readonly<Record<string, Node>>]>(
      ([so, made], [part, layers]) => {
        const end = layers.reduce(apply(o, around), { ...so, value })
        return [end, { ...made, [part]: end.value }]
      },
      [start, {}],
    )
    const drawn = uniform === undefined ? {} : { uniform }
    const made = rule(layer, { ...inflow, ...drawn, ends, ...(moments === undefined ? {} : { moments }) })
    return looked(o, at, 'after', layer, { ...after, value: made })
  }

/** The outputs [n, k] of a network, the moments of this batch at each normalisation that uses them, and what is at the point looked at. */
export const forward = (
  o: Operations,
  { network, parameters, inputs, moments = [], ...around }: Given,
): { readonly outputs: Node; readonly seen: readonly (BatchMoments | undefined)[]; readonly found?: Node } => {
  const start: Pass = { layers: 0, value: inputs, parameters, moments, seen: [] }
  const { value, seen, found } = network.layers.reduce(apply(o, around), start)
  return { outputs: value, seen, ...(found === undefined ? {} : { found }) }
}
