export { builder } from './builder.ts'
export { gradient, pullBack } from './differentiate.ts'
export { dependence, freeOf } from './free.ts'
export { hostNumbersIn, numbersAt } from './host-numbers.ts'
export { IllShaped } from './ill-shaped.ts'
export {
  type Attributes,
  applyRule,
  type Branch,
  type Counter,
  type ElementType,
  type Loop,
  type Node,
  type NodeOf,
  type Primitive,
  type Program,
  type Rules,
  type Shape,
  type Sliding,
  sameShape,
  sizeOf,
} from './node.ts'
export { commonShape, operations } from './operations.ts'
export { boundBy, evaluationOrder, type LoopDemand, loopDemands, neededCarries, reachableFrom } from './order.ts'
export { halvesOf, philox, philoxUniforms } from './philox.ts'
export { constantOf, flopsOf, hostNumberOf, inEach, isHostNumber, type Laned, renames } from './primitives/index.ts'
export { rewrite } from './rewrite.ts'
export { simplify } from './simplify.ts'
export { sumOverLanes } from './sum-over-lanes.ts'
export { vectorise } from './vectorise.ts'
export type { Builder, Operations } from './vocabulary.ts'
