import { type Definition, numeric, oneEach } from './definition.ts'

/** tanh x; d tanh x = (1 − tanh² x) dx. */
export const tanh: Definition<'tanh'> = {
  typing: numeric('tanh', 1),
  flops: oneEach,
  derivative: (node, ct, o) => [o.multiply(ct, o.subtract(o.constant(1), o.multiply(node, node)))],
}
