import type { Node } from './node.ts'
import { sizeOf } from './node.ts'
import type { Laned } from './primitives/index.ts'
import type { Operations } from './vocabulary.ts'

/** Matrices AᵀB, one a lane, for A [lanes, k, m] and B [lanes, k, n]. Where k is 1 each is the outer product of two vectors. */
interface Product {
  readonly left: Node
  readonly right: Node
}

const isOuter = ({ left }: Product): boolean => left.shape[1] === 1

/** The number that a matrix in lanes is everywhere in its lane, [lanes, 1, 1], where it is one. */
const numberOf = (node: Node): Node | undefined => {
  if (node.primitive !== 'broadcast') return undefined
  const [of] = node.inputs as readonly [Node]
  return of.shape.length === 3 && of.shape[0] === node.shape[0] && of.shape[1] === 1 && of.shape[2] === 1
    ? of
    : undefined
}

/** Behind so many operations products are looked for. */
const mostThrough = 6

/** A value in lanes as products, where it is known to be some: (abᵀ) ⊙ (cdᵀ) = (a ⊙ c)(b ⊙ d)ᵀ, |abᵀ| = |a||b|ᵀ, s(AᵀB) = Aᵀ(sB). */
const productsOf = (o: Operations, node: Node, through = mostThrough): Product | undefined => {
  if (node.shape.length !== 3 || through === 0) return undefined
  const [x, y] = node.inputs as readonly [Node, Node]
  switch (node.primitive) {
    case 'matMul': {
      const [lanes, m, n] = node.shape as readonly [number, number, number]
      const { transposeLeft, transposeRight } = node.attributes
      const isOuter = x.shape[transposeLeft ? 1 : 2] === 1
      if ((!transposeLeft || transposeRight) && !isOuter) return undefined
      return {
        left: transposeLeft ? x : o.reshape(x, [lanes, 1, m]),
        right: transposeRight ? o.reshape(y, [lanes, 1, n]) : y,
      }
    }
    case 'negate': {
      const of = productsOf(o, x, through - 1)
      return of && { ...of, right: o.negate(of.right) }
    }
    case 'absolute': {
      const of = productsOf(o, x, through - 1)
      return of && isOuter(of) ? { left: o.absolute(of.left), right: o.absolute(of.right) } : undefined
    }
    case 'multiply': {
      const [a, b] = [numberOf(x), numberOf(y)]
      const [by, other] = a !== undefined ? [a, y] : [b, x]
      const of = productsOf(o, other, through - 1)
      if (of === undefined) return undefined
      if (by !== undefined) return { ...of, right: o.multiply(by, of.right) }
      const second = x === y ? of : productsOf(o, y, through - 1)
      return second && isOuter(of) && isOuter(second)
        ? { left: o.multiply(of.left, second.left), right: o.multiply(of.right, second.right) }
        : undefined
    }
    default:
      return undefined
  }
}

/** Σₗ AₗᵀBₗ as one product: the rows of all lanes follow each other. */
const folded = (o: Operations, { left, right }: Product): Node => {
  const rows = ({ shape: [lanes, k, width] }: Node): readonly number[] => [lanes! * k!, width!]
  return o.matMul(o.reshape(left, rows(left)), o.reshape(right, rows(right)), true, false)
}

/**
 * Σ over the lanes of a value, where one for all of them counts as often as there are lanes. Slopes of weights by samples, their squares
 * and their sizes are never made for each: what is summed are products of matrices, and their sum is one product.
 *
 * Law: the sum to rounding, as long as squares of the factors of a slope stay finite where its own does.
 */
export const sumOverLanes = (o: Operations, count: number, { node, inLanes }: Laned): Node => {
  if (!inLanes) return o.multiply(node, o.constant(count))
  // A shape that keeps the lanes can be taken on after the sum.
  const of = node.primitive === 'reshape' && node.inputs[0]!.shape[0] === node.shape[0] ? node.inputs[0]! : node
  const products = sizeOf(of.shape) === 0 ? undefined : productsOf(o, of)
  return products === undefined ? o.sum(node, [0]) : o.reshape(folded(o, products), node.shape.slice(1))
}
