import { elementwise } from './families/elementwise.ts'

/** ln x; d ln x = dx / x. */
export const logarithm = elementwise('logarithm', 1, {
  of: Math.log,
  derivative: (node, ct, o) => [o.divide(ct, node.inputs[0]!)],
})
