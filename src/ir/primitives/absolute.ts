import { elementwise } from './families/elementwise.ts'

/** |x|; d|x| = sign(x) dx, 0 at 0. */
export const absolute = elementwise('absolute', 1, {
  of: Math.abs,
  derivative: (node, ct, o) => [o.multiply(ct, o.sign(node.inputs[0]!))],
})
