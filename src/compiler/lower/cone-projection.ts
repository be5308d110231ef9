import type { Syntax, SyntaxOf } from '../../dsl/index.ts'
import type { Node } from '../../ir/index.ts'
import type { Context } from './context.ts'
import { type Lowered, listOf, paramsOf, scalarOf } from './lowered.ts'

/**
 * GEM's projection. The device makes the matrix of inner products and the combination; the quadratic program between them
 * is solved on the host, and only those t × t numbers leave the device.
 *
 * All of it is done with each vector times a power of two that brings its products into the range of float32; 1 where they are. With
 * r̃ᵢ = σᵢrᵢ and g̃ = τg it is v = (σ/τ) ṽ, so the bounds are multiplied by τ/σᵢ and the ridge by σᵢ².
 */
export const coneProjection = (c: Context, s: SyntaxOf<'ConeProjection'>, lower: (s: Syntax) => Lowered): Lowered => {
  const { o } = c
  const gradient = paramsOf(lower(s.gradient))
  const rows = listOf(lower(s.constraints)).elements.map((element) => paramsOf(element[0]!).nodes)
  const t = rows.length
  if (t === 0) return gradient
  const flat = (node: Node): Node => o.reshape(node, [1, node.shape.reduce((a, b) => a * b, 1)])
  const plain = gradient.nodes.map(flat)
  const scale = scaleOf(c, plain.map((g) => o.reshape(o.matMul(g, g, false, true), [])).reduce(o.add))
  const scales = rows.map((row) => scaleOf(c, row.map((part) => o.sum(o.multiply(part, part))).reduce(o.add)))
  const near = gradient.nodes.map((_, tensor) =>
    o.concat(
      rows.map((row, i) => o.multiply(scales[i]!, flat(row[tensor]!))),
      0,
    ),
  )
  const each = o.concat(
    scales.map((one) => o.reshape(one, [1])),
    0,
  )
  const gram = near.map((r) => o.matMul(r, r, false, true)).reduce(o.add)
  const linear = o.reshape(near.map((r, i) => o.matMul(r, o.multiply(scale, plain[i]!), false, true)).reduce(o.add), [
    t,
  ])
  const bounds = o.divide(o.multiply(scalarOf(lower(s.margin)), scale), each)
  const ridge = o.minimum(o.multiply(o.multiply(scalarOf(lower(s.ridge)), each), each), o.constant(2 ** 120))
  const v = o.build.make('quadraticProgram', [o.add(gram, o.multiply(ridge, identity(c, t))), linear, bounds], {})
  // Where no constraint is violated the gradient is used as it is, whatever the margin.
  const violated = o.less(o.negate(o.maximumOver(o.negate(linear), [0])), o.constant(0))
  const back = o.divide(o.constant(1), scale)
  return {
    ...gradient,
    nodes: gradient.nodes.map((g, i) => {
      const moved = o.add(plain[i]!, o.multiply(back, o.matMul(o.reshape(v, [1, t]), near[i]!)))
      return o.reshape(o.select(violated, moved, plain[i]!), g.shape)
    }),
  }
}

/** A power of two by which a vector with such a sum of squares comes to where its products are ordinary. */
const scaleOf = ({ o }: Context, squares: Node): Node =>
  o.select(
    o.less(o.constant(2 ** 60), squares),
    o.constant(2 ** -80),
    o.select(o.less(squares, o.constant(2 ** -60)), o.constant(2 ** 80), o.constant(1)),
  )

const identity = (c: Context, t: number): Node => c.o.oneHot(indices(c, t), t)

const indices = (c: Context, count: number) =>
  c.o.concat(
    Array.from({ length: count }, (_, i) => c.o.constant(i, [1])),
    0,
  )
