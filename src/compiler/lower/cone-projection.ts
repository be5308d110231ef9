import type { Syntax, SyntaxOf } from '../../dsl/index.ts'
import type { Node } from '../../ir/index.ts'
import type { Context } from './context.ts'
import { type Lowered, paramsOf, scalarOf } from './lowered.ts'
import { Refusal } from './refusal.ts'

/** A gradient and constraints as matrices, one a tensor: [1, n] and [t, n]. */
interface Cone {
  readonly gradient: readonly Node[]
  readonly constraints: readonly Node[]
  /** The least value of each dual variable, [] or [t]. */
  readonly lower: Node
  /** What is added to each diagonal element of the matrix of products, [] or [t]. */
  readonly ridge: Node
}

/**
 * GEM's projection. The device makes the matrix of inner products and the combination; the quadratic program between them
 * is solved on the host, and only those t × t numbers leave the device.
 *
 * Where those are not ordinary the host asks for the projection of everything times powers of two, one a vector: with r̃ᵢ = σᵢrᵢ and
 * g̃ = τg it is v = (σ/τ) ṽ, so the bounds are multiplied by τ/σᵢ and the ridge by σᵢ².
 */
export const coneProjection = (c: Context, s: SyntaxOf<'ConeProjection'>, lower: (s: Syntax) => Lowered): Lowered => {
  const { o } = c
  const gradient = paramsOf(lower(s.gradient), 'the gradient to project')
  const constraints = lower(s.constraints)
  if (constraints._tag !== 'List') throw new Refusal('constraints must be a list over tasks')
  const rows = constraints.elements.map((element) => paramsOf(element[0]!, 'a constraint').nodes)
  const t = rows.length
  if (t === 0) return gradient
  const flat = (node: Node): Node => o.reshape(node, [1, node.shape.reduce((a, b) => a * b, 1)])
  const plain: Cone = {
    gradient: gradient.nodes.map(flat),
    constraints: gradient.nodes.map((_, tensor) =>
      o.concat(
        rows.map((row) => flat(row[tensor]!)),
        0,
      ),
    ),
    lower: scalarOf(lower(s.margin), 'the margin'),
    ridge: scalarOf(lower(s.ridge), 'the ridge'),
  }
  const gram = gramOf(c, plain)
  const linear = linearOf(c, plain)
  // ∞ beside the diagonal makes NaN of it here, which is not safe either; for the scales it is chosen away.
  const lengths = o.maximumOver(o.multiply(identity(c, t), gram), [1])
  const isSafe = [o.negate(largest(c, o.negate(lengths))), largest(c, lengths), largest(c, o.absolute(linear))]
    .map((size) => within(c, size))
    .reduce(o.multiply)
  const squares = o.sum(o.select(o.less(o.constant(0), identity(c, t)), gram, o.constant(0)), [1])

  const own = o.reshape(plain.gradient.map((g) => o.matMul(g, g, false, true)).reduce(o.add), [])
  const [scales, scale] = [scaleOf(c, squares), scaleOf(c, own)]
  const near: Cone = {
    gradient: plain.gradient.map((g) => o.multiply(scale, g)),
    constraints: plain.constraints.map((matrix) => o.multiply(o.reshape(scales, [t, 1]), matrix)),
    lower: o.divide(o.multiply(plain.lower, scale), scales),
    ridge: o.minimum(o.multiply(o.multiply(plain.ridge, scales), scales), o.constant(2 ** 120)),
  }
  const back = o.divide(o.constant(1), scale)
  const decision = o.build.branch(o.subtract(o.constant(1), isSafe), {
    then: projected(c, near, gramOf(c, near), linearOf(c, near), back, plain.gradient),
    otherwise: projected(c, plain, gram, linear, o.constant(1), plain.gradient),
    rescues: 'quadraticProgram',
  })
  return {
    ...gradient,
    nodes: gradient.nodes.map((g, index) => o.reshape(o.build.make('taken', [decision], { index }), g.shape)),
  }
}

const gramOf = ({ o }: Context, { constraints }: Cone): Node =>
  constraints.map((g) => o.matMul(g, g, false, true)).reduce(o.add)

const linearOf = ({ o }: Context, { constraints, gradient }: Cone): Node =>
  o.reshape(constraints.map((g, i) => o.matMul(g, gradient[i]!, false, true)).reduce(o.add), [
    constraints[0]!.shape[0]!,
  ])

const largest = ({ o }: Context, of: Node): Node => o.maximumOver(of, [0])

/** 1 where a number ≥ 0 is between 2⁻⁶⁰ and 2⁶⁰, else 0; 0 for NaN. */
const within = ({ o }: Context, of: Node): Node => {
  const [one, none] = [o.constant(1), o.constant(0)]
  return o.select(o.less(of, o.constant(2 ** 60)), o.select(o.less(o.constant(2 ** -60), of), one, none), none)
}

/** A power of two by which vectors with such sums of squares come to where their products are ordinary. */
const scaleOf = ({ o }: Context, squares: Node): Node =>
  o.select(
    o.less(o.constant(2 ** 60), squares),
    o.constant(2 ** -80),
    o.select(o.less(squares, o.constant(2 ** -60)), o.constant(2 ** 80), o.constant(1)),
  )

/** g + b Gᵀv for each tensor, with `unscaled` for g; g alone where no constraint is violated, whatever the margin. */
const projected = (
  c: Context,
  { constraints, lower, ridge }: Cone,
  gram: Node,
  linear: Node,
  back: Node,
  unscaled: readonly Node[],
): readonly Node[] => {
  const { o } = c
  const t = linear.shape[0]!
  const v = o.build.make('quadraticProgram', [o.add(gram, o.multiply(ridge, identity(c, t))), linear, lower], {})
  const violated = o.less(o.negate(largest(c, o.negate(linear))), o.constant(0))
  return unscaled.map((g, i) =>
    o.select(violated, o.add(g, o.multiply(back, o.matMul(o.reshape(v, [1, t]), constraints[i]!))), g),
  )
}

const identity = (c: Context, t: number): Node => c.o.oneHot(indices(c, t), t)

const indices = (c: Context, count: number) =>
  c.o.concat(
    Array.from({ length: count }, (_, i) => c.o.constant(i, [1])),
    0,
  )
