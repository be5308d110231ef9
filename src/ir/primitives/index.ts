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
import { pad } from './pad.ts'
import { patches } from './patches.ts'
import { reshape } from './reshape.ts'
import { select } from './select.ts'
import { sign } from './sign.ts'
import { sine } from './sine.ts'
import { slice } from './slice.ts'
import { squareRoot } from './square-root.ts'
import { stopGradient } from './stop-gradient.ts'
import { branch, constant, final, input, loop, quadraticProgram, stack, taken } from './structure.ts'
import { subtract } from './subtract.ts'
import { sum } from './sum.ts'
import { tanh } from './tanh.ts'
import { transpose } from './transpose.ts'
import { unpatch } from './unpatch.ts'

/** Every primitive's definition. */
export const definitions: { readonly [P in Primitive]: Definition<P> } = {
  input,
  constant,
  loop,
  final,
  stack,
  quadraticProgram,
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
  definitionOf(node).simpler(node, inputs, o, inputs.map(constantOf))

/** Whether a node has the very elements of its first operand, in the same order. */
export const renames = (node: Node): boolean => definitionOf(node).renames(node)

/** Whether making a node again from its operands costs nothing worth keeping it. */
export const isFleeting = (node: Node): boolean => definitionOf(node).fleeting

/** The number a node is in every element, where it is a constant, or one in another shape. */
export const constantOf = (node: Node): number | undefined => {
  let of = node
  while (definitionOf(of).showsConstants) of = of.inputs[0]!
  return of.primitive === 'constant' ? of.attributes.value : undefined
}
