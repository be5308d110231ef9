import { type Count, counted } from './count.ts'
import { built, type Params } from './term.ts'

/**
 * h(θⱼ; φ) for every coordinate j: an auxiliary network of the method, applied to each number of a vector by itself.
 *
 * With a `grid` of n > 0 the network is run at n + 1 points only, evenly spaced from min θ to max θ, and a coordinate's value is
 * interpolated linearly between the two points around it. For a step s = (max θ − min θ) / n the error is
 *
 *   at most s² max|h″| / 8 where h is smooth (tanh), and at most s c / 4 in a cell where h bends once, by c (ReLU);
 *
 * it is 0 at the points, and everywhere if h is linear. Derivatives are those of the interpolant.
 *
 * @example
 * defineMethod({
 *   name: 'through h', source: 'an example', options: {},
 *   networks: () => ({ h: coordinateWise({ hidden: [4] }) }),
 *   state: (_, theta0, { h }) => ({ phi: h }),
 *   onBatch: () => ({ theta, phi }) => ({ theta: apply('h', phi, { grid: 256 })(theta) }),
 * })
 */
export const apply =
  <N extends string>(
    network: N,
    parameters: Params<NoInfer<N>>,
    { grid = 0 }: { readonly grid?: number | Count } = {},
  ) =>
  <M extends string>(to: Params<M>): Params<M> =>
    built({ _tag: 'Apply', network, parameters, to, ...counted({ grid }) })
