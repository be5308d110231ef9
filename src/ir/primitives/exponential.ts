import { type Definition, numeric, oneEach } from './definition.ts'

/** eˣ; d eˣ = eˣ dx. */
export const exponential: Definition<'exponential'> = {
  typing: numeric('exponential', 1),
  flops: oneEach,
  derivative: (node, ct, o) => [o.multiply(ct, node)],
}
