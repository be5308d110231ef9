import { type Definition, numeric, oneEach } from './definition.ts'

/** sin x; d sin x = cos x dx. */
export const sine: Definition<'sine'> = {
  typing: numeric('sine', 1),
  flops: oneEach,
  derivative: (node, ct, o) => [o.multiply(ct, o.cosine(node.inputs[0]!))],
}
