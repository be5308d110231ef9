import type { Node, NodeOf, Primitive } from '../node.ts'
import type { Operations } from '../vocabulary.ts'
import { absolute } from './absolute.ts'
import { add } from './add.ts'
import { alias } from './alias.ts'
import { broadcast } from './broadcast.ts'
import { concat } from './concat.ts'
import { cosine } from './cosine.ts'
import type { Definition, Mask, Typing } from './definition.ts'
import { divide } from './divide.ts'
import { equal } from './equal.ts'
import { exponential } from './exponential.ts'
import { gather } from './gather.ts'
import { less } from './less.ts'
import { lessEqual } from './less-equal.ts'
import { logarithm } from './logarithm.ts'
import { matMul } from './mat-mul.ts'
import { maximum } from './maximum.ts'
import { maximumOver } from './maximum-over.ts'
import { minimum } from './minimum.ts'
import { multiply } from './multiply.ts'
import { negate } from './negate.ts'
import { oneHot } from './one-hot.ts'
import { inEach, type Laned } from './over-lanes.ts'
import { pad } from './pad.ts'
import { patches } from './patches.ts'
import { philox } from './philox.ts'
import { reshape } from './reshape.ts'
import { select } from './select.ts'
import { sign } from './sign.ts'
import { sine } from './sine.ts'
import { slice } from './slice.ts'
import { squareRoot } from './square-root.ts'
import { stopGradient } from './stop-gradient.ts'
import { asked, branch, constant, final, input, loop, option, quadraticProgram, stack, taken } from './structure.ts'
import { subtract } from './subtract.ts'
import { sum } from './sum.ts'
import { tanh } from './tanh.ts'
import { transpose } from './transpose.ts'
import { unpatch } from './unpatch.ts'

export { inEach, type Laned }

/** Every primitive's definition. */
export const definitions: { readonly [P in Primitive]: Definition<P> } = {
  input,
  constant,
  option,
  loop,
  final,
  stack,
  quadraticProgram,
  asked,
  branch,
  taken,
  alias,
  stopGradient,
  negate,
  absolute,
  sign,
  squareRoot,
  exponential,
  logarithm,
  tanh,
  sine,
  cosine,
  add,
  subtract,
  multiply,
  divide,
  maximum,
  minimum,
  less,
  lessEqual,
  equal,
  select,
  sum,
  maximumOver,
  broadcast,
  reshape,
  transpose,
  matMul,
  gather,
  oneHot,
  philox,
  concat,
  slice,
  pad,
  patches,
  unpatch,
}

const definitionOf = <P extends Primitive>({ primitive }: NodeOf<P>): Definition<P> => definitions[primitive]

export const typingOf = (primitive: Primitive, inputs: readonly Node[], attributes: object): Typing =>
  (definitions[primitive].typing as (inputs: readonly Node[], attributes: object) => Typing)(inputs, attributes)

/** The cotangent of each operand of a node, given its own; `undefined` where the derivative is zero. */
export const derivativeOf = (node: Node, cotangent: Node, o: Operations): readonly (Node | undefined)[] =>
  definitionOf(node).derivative(node, cotangent, o)

/** Floating-point operations of one evaluation of a node. */
export const flopsOf = (node: Node): number => definitionOf(node).flops(node)

/** The mask of the cotangent of a node's operand, given that of its own; the empty mask where it is not followed. */
export const maskBelow = (node: Node, position: number, mask: Mask, o: Operations): Mask =>
  definitionOf(node).mask(node, position, mask, o)

/** Whether what a node's derivative gives has to be cleared again outside the mask of its own cotangent. */
export const clears = (node: Node): boolean => definitionOf(node).clears

/** A simpler node of the same value, where there is one; `inputs` are what its operands have become. */
export const simplerThan = (node: Node, inputs: readonly Node[], o: Operations): Node | undefined =>
  sameEverywhere(node, inputs, o) ?? definitionOf(node).simpler(node, inputs, o, inputs.map(constantOf))

/** Whether a node has the very elements of its first operand, in the same order. */
export const renames = (node: Node): boolean => definitionOf(node).renames(node)

/** A node in all lanes, along a new first axis: some of its operands are in lanes. */
export const overLanes = (node: Node, operands: readonly Laned[], count: number, o: Operations): Node =>
  definitionOf(node).overLanes(node, operands, count, o)

/** Whether making a node again from its operands costs nothing worth keeping it. */
export const isFleeting = (node: Node): boolean => definitionOf(node).fleeting

/** What stands behind a node that shows the elements of another in other shapes. */
const shownBy = (node: Node): Node => {
  let of = node
  while (definitionOf(of).showsConstants) of = of.inputs[0]!
  return of
}

/** The number a node is in every element, where it is a constant, or one in another shape. */
export const constantOf = (node: Node): number | undefined => {
  const of = shownBy(node)
  return of.primitive === 'constant' ? of.attributes.value : undefined
}

/** The function of numbers that a node applies element by element, if it does. */
export const functionOf = (node: Node): ((x: number, y: number) => number) | undefined => definitionOf(node).of

/** One number made once, not in every element, where the host knows all that it is made of and some of that by the name of an option. */
const sameEverywhere = (node: Node, inputs: readonly Node[], o: Operations): Node | undefined => {
  if (node.shape.length === 0 || functionOf(node) === undefined) return undefined
  const numbers = inputs.flatMap((input) => hostNumberOf(input) ?? [])
  return numbers.length === inputs.length && numbers.some((of) => of.primitive !== 'constant')
    ? o.broadcast(o.build.make(node.primitive, numbers, node.attributes as never), node.shape)
    : undefined
}

const known = new WeakMap<Node, boolean>()

/** Whether a node is one number that is made of constants and options alone, by functions of numbers. */
export const isHostNumber = (node: Node): boolean => {
  if (node.primitive === 'constant' || node.primitive === 'option') return true
  if (node.newest > 0 || node.shape.length > 0 || functionOf(node) === undefined) return false
  const answer = known.get(node) ?? node.inputs.every(isHostNumber)
  known.set(node, answer)
  return answer
}

/** The number of the host that a node is in every element, where it is one, or one in another shape. */
export const hostNumberOf = (node: Node): Node | undefined => {
  const of = shownBy(node)
  return isHostNumber(of) ? of : undefined
}
