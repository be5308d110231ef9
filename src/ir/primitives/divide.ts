import { type Definition, numeric, oneEach } from './definition.ts'

/** x / y; d(x/y) = dx / y − (x/y) dy / y. */
export const divide: Definition<'divide'> = {
  typing: numeric('divide', 2),
  flops: oneEach,
  derivative: (node, ct, o) => {
    const share = o.divide(ct, node.inputs[1]!)
    return [share, o.negate(o.multiply(share, node))]
  },
}
