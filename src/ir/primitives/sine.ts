import { elementwise } from './families/elementwise.ts'

/** sin x; d sin x = cos x dx. */
export const sine = elementwise('sine', 1, {
  of: Math.sin,
  derivative: (node, ct, o) => [o.multiply(ct, o.cosine(node.inputs[0]!))],
})
