import type { Syntax, SyntaxOf } from '../../dsl/index.ts'
import type { Context } from './context.ts'
import { type Lowered, paramsOf, scalarOf } from './lowered.ts'
import { Refusal } from './refusal.ts'

/**
 * GEM's projection. The device makes the matrix of inner products and the combination; the quadratic program between them
 * is solved on the host, and only those t × t numbers leave the device.
 */
export const coneProjection = (c: Context, s: SyntaxOf<'ConeProjection'>, lower: (s: Syntax) => Lowered): Lowered => {
  const { o } = c
  const gradient = paramsOf(lower(s.gradient), 'the gradient to project')
  const constraints = lower(s.constraints)
  if (constraints._tag !== 'List') throw new Refusal('constraints must be a list over tasks')
  const rows = constraints.elements.map((element) => paramsOf(element[0]!, 'a constraint').nodes)
  const t = rows.length
  if (t === 0) return gradient
  const flat = (node: (typeof rows)[number][number]) => o.reshape(node, [1, node.shape.reduce((a, b) => a * b, 1)])
  const matrices = gradient.nodes.map((_, tensor) =>
    o.concat(
      rows.map((row) => flat(row[tensor]!)),
      0,
    ),
  )
  const gram = matrices.map((g) => o.matMul(g, g, false, true)).reduce(o.add)
  const linear = o.reshape(matrices.map((g, i) => o.matMul(g, flat(gradient.nodes[i]!), false, true)).reduce(o.add), [
    t,
  ])
  const ridge = scalarOf(lower(s.ridge), 'the ridge')
  const identity = o.oneHot(indices(c, t), t)
  const v = o.build.make(
    'quadraticProgram',
    [o.add(gram, o.multiply(ridge, identity)), linear, scalarOf(lower(s.margin), 'the margin')],
    {},
  )
  // No violated constraint leaves the gradient alone, whatever the margin.
  const violated = o.less(o.negate(o.maximumOver(o.negate(linear), [0])), o.constant(0))
  return {
    ...gradient,
    nodes: gradient.nodes.map((g, i) =>
      o.select(violated, o.add(g, o.reshape(o.matMul(o.reshape(v, [1, t]), matrices[i]!), g.shape)), g),
    ),
  }
}

const indices = (c: Context, count: number) =>
  c.o.concat(
    Array.from({ length: count }, (_, i) => c.o.constant(i, [1])),
    0,
  )
