import { type Definition, numeric, oneEach } from './definition.ts'

/** cos x; d cos x = −sin x dx. */
export const cosine: Definition<'cosine'> = {
  typing: numeric('cosine', 1),
  flops: oneEach,
  derivative: (node, ct, o) => [o.negate(o.multiply(ct, o.sine(node.inputs[0]!)))],
}
