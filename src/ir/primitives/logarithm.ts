import { type Definition, numeric, oneEach } from './definition.ts'

/** ln x; d ln x = dx / x. */
export const logarithm: Definition<'logarithm'> = {
  typing: numeric('logarithm', 1),
  flops: oneEach,
  derivative: (node, ct, o) => [o.divide(ct, node.inputs[0]!)],
}
