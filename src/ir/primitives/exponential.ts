import { type Definition, numeric } from './definition.ts'

/** eˣ; d eˣ = eˣ dx. */
export const exponential: Definition<'exponential'> = {
  typing: numeric('exponential', 1),
  derivative: (node, ct, o) => [o.multiply(ct, node)],
}
