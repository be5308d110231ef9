import { elementwise } from './families/elementwise.ts'

/** tanh x; d tanh x = (1 − tanh² x) dx. */
export const tanh = elementwise('tanh', 1, {
  of: Math.tanh,
  derivative: (node, ct, o) => [o.multiply(ct, o.subtract(o.constant(1), o.multiply(node, node)))],
})
