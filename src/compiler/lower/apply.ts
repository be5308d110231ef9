import type { Syntax, SyntaxOf } from '../../dsl/index.ts'
import { type Node, type Operations, sizeOf } from '../../ir/index.ts'
import { forward } from '../../networks/index.ts'
import type { Context } from './context.ts'
import { type Lowered, paramsOf } from './lowered.ts'
import { Refusal } from './refusal.ts'
import { upTo } from './up-to.ts'

/** A network from one number to one number, on vectors [n]. */
type Curve = (at: Node) => Node

/** An auxiliary network on every coordinate of a vector. */
export const lowerApply = (c: Context, s: SyntaxOf<'Apply'>, lower: (s: Syntax) => Lowered): Lowered => {
  const { o } = c
  const network = c.around.networks?.[s.network]
  if (network === undefined)
    throw new Refusal('a network that is applied must be an auxiliary one of the method', `\`${s.network}\``)
  const parameters = paramsOf(lower(s.parameters), s.network)
  const to = paramsOf(lower(s.to))
  const curve: Curve = (at) => {
    const inputs = o.reshape(at, [at.shape[0]!, 1])
    return o.reshape(forward(o, { network, parameters: parameters.nodes, inputs }).outputs, at.shape)
  }
  const each = s.grid === 0 ? () => curve : interpolated(o, s.grid, curve)
  const on = each(to.nodes)
  return {
    ...to,
    nodes: to.nodes.map((node) => o.reshape(on(o.reshape(node, [sizeOf(node.shape)])), node.shape)),
  }
}

const extreme = (o: Operations, tensors: readonly Node[]): Node =>
  tensors
    .map((node) =>
      o.maximumOver(
        node,
        node.shape.map((_, i) => i),
      ),
    )
    .reduce(o.maximum)

/** A curve by its values at n + 1 points over the range of some tensors, linear between them. */
const interpolated =
  (o: Operations, n: number, curve: Curve) =>
  (tensors: readonly Node[]): Curve => {
    const high = extreme(o, tensors)
    const low = o.negate(extreme(o, tensors.map(o.negate)))
    // Where the range is a point, or so narrow that a part of it rounds to 0, any step will do.
    const part = o.divide(o.subtract(high, low), o.constant(n))
    const step = o.select(o.equal(part, o.constant(0)), o.constant(1), part)
    const values = curve(o.add(low, o.multiply(upTo(o, n + 1), step)))
    const starts = o.slice(values, [0], [n])
    const rises = o.subtract(o.slice(values, [1], [n]), starts)
    return (at) => {
      const place = o.minimum(o.maximum(o.divide(o.subtract(at, low), step), o.constant(0)), o.constant(n))
      const cell = o.minimum(wholePart(o, place, n), o.constant(n - 1))
      return o.add(o.gather(starts, cell), o.multiply(o.subtract(place, cell), o.gather(rises, cell)))
    }
  }

/** ⌊x⌋ for 0 ≤ x ≤ n, exactly: bit by bit from the highest, as comparisons are exact and primitives have no rounding. */
const wholePart = (o: Operations, x: Node, n: number): Node => {
  const bits = Array.from({ length: Math.floor(Math.log2(n)) + 1 }, (_, i) => 2 ** i).reverse()
  return bits.reduce(
    (so, bit) => {
      const next = o.add(so, o.constant(bit))
      return o.select(o.lessEqual(next, x), next, so)
    },
    o.constant(0, x.shape),
  )
}
