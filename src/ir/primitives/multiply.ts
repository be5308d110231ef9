import { type Definition, numeric, oneEach } from './definition.ts'

/** x·y; d(xy) = y dx + x dy. */
export const multiply: Definition<'multiply'> = {
  typing: numeric('multiply', 2),
  flops: oneEach,
  derivative: (node, ct, o) => [o.multiply(ct, node.inputs[1]!), o.multiply(ct, node.inputs[0]!)],
}
