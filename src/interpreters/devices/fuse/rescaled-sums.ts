import { hostNumberOf, type Node, type NodeOf, sizeOf } from '../../../ir/index.ts'
import { holderOf } from '../holder.ts'
import type { FusedProgram } from './fused-program.ts'
import { type Place, placeOf } from './layout.ts'

type Sum = NodeOf<'sum'> & Node

/** A vector, times a number that is known only when the program runs. */
export interface Factor {
  readonly of: Node
  readonly scale?: Node
}

/** Σ (s a) ⊙ (t b) over one tensor. */
export interface Part {
  readonly sum: Sum
  readonly factors: readonly [Factor, Factor]
}

/** A sum of such parts, one a tensor, from left to right; and the same without the scales, where the program holds that as well. */
export interface RescaledSum {
  readonly sum: Node
  readonly parts: readonly Part[]
  readonly plain: Node | undefined
}

const scaledOf = (node: Node): Factor | undefined => {
  if (node.primitive !== 'multiply') return undefined
  const [by, of] = node.inputs as readonly [Node, Node]
  const scale = by.primitive === 'broadcast' ? by.inputs[0]! : undefined
  const isNumber = scale !== undefined && scale.shape.length === 0 && hostNumberOf(scale) === undefined
  return isNumber && hostNumberOf(of) === undefined ? { of, scale } : undefined
}

/** The factors of the products that a node adds up to one number. */
const factorsOf = (sum: Node): readonly [Node, Node] | undefined => {
  const product = sum.primitive === 'sum' && sum.shape.length === 0 ? sum.inputs[0]! : undefined
  return product?.primitive === 'multiply' && sizeOf(product.shape) > 1
    ? (product.inputs as readonly [Node, Node])
    : undefined
}

/** What a product may be a rescaled one of: with both factors scaled, or one of them. */
const readings = ([left, right]: readonly [Node, Node]): readonly (readonly [Factor, Factor])[] => {
  const [a, b] = [scaledOf(left), scaledOf(right)]
  return [
    ...(a === undefined || b === undefined ? [] : [[a, b] as const]),
    ...(a === undefined ? [] : [[a, { of: right }] as const]),
    ...(b === undefined ? [] : [[{ of: left }, b] as const]),
  ]
}

/** The one number or the two that all parts of a sum are scaled by. */
export const scalesOf = ({ parts }: Pick<RescaledSum, 'parts'>): readonly Node[] => [
  ...new Set(parts.flatMap(({ factors }) => factors.flatMap(({ scale }) => (scale === undefined ? [] : [scale])))),
]

const sameScales = (a: RescaledSum, b: RescaledSum): boolean => {
  const [one, other] = [scalesOf(a), scalesOf(b)]
  return one.length === other.length && one.every((scale, i) => scale === other[i])
}

/**
 * The sums of rescaled products that may be known without being added up, since the same sum without scales is there, or since the
 * scale may be 0: `scaleOf` of the language and what is built on it make them.
 */
export const rescaledSums = (order: readonly Node[], given: ReadonlySet<Node>): readonly RescaledSum[] => {
  const keyOf = (a: Node, b: Node): string => `${a.id}|${b.id}`
  const own = order.filter((node) => !given.has(node))
  const products = new Map<string, Node>()
  for (const node of own) {
    const factors = factorsOf(node)
    if (factors !== undefined) products.set(keyOf(...factors), node)
  }
  const totals = new Map(
    own.flatMap((node) => (node.primitive === 'add' ? [[keyOf(node.inputs[0]!, node.inputs[1]!), node] as const] : [])),
  )
  const found = new Map<Node, RescaledSum>()
  for (const node of own) {
    const factors = factorsOf(node)
    if (factors !== undefined) {
      const ways = readings(factors)
      const known = ways.find(([a, b]) => products.has(keyOf(a.of, b.of)))
      const taken = known ?? (factors[0] === factors[1] ? ways[0] : undefined)
      if (taken === undefined) continue
      const plain = known === undefined ? undefined : products.get(keyOf(known[0].of, known[1].of))
      found.set(node, { sum: node, parts: [{ sum: node as Sum, factors: taken }], plain })
    } else if (node.primitive === 'add') {
      const [left, right] = node.inputs.map((input) => found.get(input))
      if (left === undefined || right === undefined || right.parts.length > 1 || !sameScales(left, right)) continue
      const bothPlain = left.plain !== undefined && right.plain !== undefined
      const plain = bothPlain ? totals.get(keyOf(left.plain, right.plain)) : undefined
      if (plain !== undefined || (left.plain === undefined && right.plain === undefined))
        found.set(node, { sum: node, parts: [...left.parts, ...right.parts], plain })
    }
  }
  return [...found.values()].filter(({ plain }) => plain === undefined || holderOf(plain, given) === plain)
}

/** The products of a part, before they are added up. The program's inputs are the scales, then what lies at the places. */
export const productsOf = (
  { sum, factors }: Part,
  scales: readonly Node[],
  given: ReadonlySet<Node>,
): { readonly program: FusedProgram; readonly places: readonly Place[] } => {
  const { shape } = sum.inputs[0]!
  const vectors = [...new Set(factors.map(({ of }) => of))]
  const places = vectors.map((of) => placeOf(of, given))
  const program: FusedProgram = {
    shape,
    inputs: [...scales.map(() => shape.map(() => 0)), ...places.map(({ strides }) => strides)].map((strides) => ({
      strides,
    })),
    instructions: [
      ...factors.map(({ of, scale }) => ({
        operator: 'multiply' as const,
        operands: [
          scale === undefined ? { constant: 1 } : { input: scales.indexOf(scale) },
          { input: scales.length + vectors.indexOf(of) },
        ],
      })),
      { operator: 'multiply', operands: [{ value: 0 }, { value: 1 }] },
    ],
    outputs: [2],
  }
  return { program, places }
}
