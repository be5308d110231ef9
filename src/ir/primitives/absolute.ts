import { type Definition, numeric, oneEach } from './definition.ts'

/** |x|; d|x| = sign(x) dx, 0 at 0. */
export const absolute: Definition<'absolute'> = {
  typing: numeric('absolute', 1),
  flops: oneEach,
  derivative: (node, ct, o) => [o.multiply(ct, o.sign(node.inputs[0]!))],
}
