import { elementwise } from './families/elementwise.ts'

/** cos x; d cos x = −sin x dx. */
export const cosine = elementwise('cosine', 1, {
  of: Math.cos,
  derivative: (node, ct, o) => [o.negate(o.multiply(ct, o.sine(node.inputs[0]!)))],
})
