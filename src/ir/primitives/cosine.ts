import { type Definition, numeric } from './definition.ts'

/** cos x; d cos x = −sin x dx. */
export const cosine: Definition<'cosine'> = {
  typing: numeric('cosine', 1),
  derivative: (node, ct, o) => [o.negate(o.multiply(ct, o.sine(node.inputs[0]!)))],
}
