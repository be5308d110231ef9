import type { Syntax, SyntaxOf } from '../../dsl/index.ts'
import { type Node, sizeOf } from '../../ir/index.ts'
import type { Context } from './context.ts'
import { type Lowered, listOf, paramsOf, scalarOf } from './lowered.ts'
import { indices, thereIn } from './presence.ts'

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
  const list = listOf(lower(s.constraints))
  const { elements, rows } = list
  const t = elements.length
  if (t === 0) return gradient
  const flat = (node: Node): Node => o.reshape(node, [1, sizeOf(node.shape)])
  const plain = gradient.nodes.map(flat)
  const scale = scaleOf(c, plain.map((g) => o.reshape(o.matMul(g, g, false, true), [])).reduce(o.add))
  const constraints = gradient.nodes.map(({ shape }, tensor) =>
    rows === undefined
      ? o.concat(
          elements.map((element) => flat(paramsOf(element[0]!).nodes[tensor]!)),
          0,
        )
      : o.reshape(paramsOf(rows.parts[0]!).nodes[tensor]!, [t, sizeOf(shape)]),
  )
  const lengths = constraints.map((of) => {
    const each = o.reshape(of, [t, 1, sizeOf(of.shape) / t])
    return o.reshape(o.matMul(each, each, false, true), [t])
  })
  const each = scaleOf(c, lengths.reduce(o.add))
  const there = thereIn(c, list)
  const left = there === undefined ? each : o.multiply(there, each)
  const near = constraints.map((of) => o.multiply(o.reshape(left, [t, 1]), of))
  const products = near.map((r) => o.matMul(r, r, false, true)).reduce(o.add)
  const unit = o.oneHot(indices(c, t), t)
  const linear = o.reshape(near.map((r, i) => o.matMul(r, o.multiply(scale, plain[i]!), false, true)).reduce(o.add), [
    t,
  ])
  const margins = o.divide(o.multiply(scalarOf(lower(s.margin)), scale), each)
  const ridge = o.minimum(o.multiply(o.multiply(scalarOf(lower(s.ridge)), each), each), o.constant(2 ** 120))
  // What is not there is a constraint of its own, v = 0, which moves no other.
  const gram = there === undefined ? products : o.add(products, o.multiply(o.subtract(o.constant(1), there), unit))
  const bounds = there === undefined ? margins : o.multiply(there, margins)
  const v = o.build.make('quadraticProgram', [o.add(gram, o.multiply(ridge, unit)), linear, bounds], {})
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

/** The powers of two by which vectors with such sums of squares come to where their products are ordinary. */
const scaleOf = ({ o }: Context, squares: Node): Node =>
  o.select(
    o.less(o.constant(2 ** 60), squares),
    o.constant(2 ** -80),
    o.select(o.less(squares, o.constant(2 ** -60)), o.constant(2 ** 80), o.constant(1)),
  )
