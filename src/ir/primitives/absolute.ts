import { type Definition, numeric } from './definition.ts'

/** |x|; d|x| = sign(x) dx, 0 at 0. */
export const absolute: Definition<'absolute'> = {
  typing: numeric('absolute', 1),
  derivative: (node, ct, o) => [o.multiply(ct, o.sign(node.inputs[0]!))],
}
