import { type Definition, numeric } from './definition.ts'

/** x·y; d(xy) = y dx + x dy. */
export const multiply: Definition<'multiply'> = {
  typing: numeric('multiply', 2),
  derivative: (node, ct, o) => [o.multiply(ct, node.inputs[1]!), o.multiply(ct, node.inputs[0]!)],
}
