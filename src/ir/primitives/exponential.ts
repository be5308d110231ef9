import { elementwise } from './families/elementwise.ts'

/** eˣ; d eˣ = eˣ dx. */
export const exponential = elementwise('exponential', 1, {
  of: Math.exp,
  derivative: (node, ct, o) => [o.multiply(ct, node)],
})
