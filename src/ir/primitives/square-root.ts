import { type Definition, numeric, oneEach } from './definition.ts'

/** √x; d√x = dx / 2√x, taken as 0 at 0 so that no infinity meets a zero cotangent, at any order. */
export const squareRoot: Definition<'squareRoot'> = {
  typing: numeric('squareRoot', 1),
  flops: oneEach,
  derivative: (node, ct, o) => {
    const zero = o.constant(0)
    const atZero = o.equal(node, zero)
    const safe = o.squareRoot(o.select(o.equal(node.inputs[0]!, zero), o.constant(1), node.inputs[0]!))
    return [o.select(atZero, zero, o.divide(ct, o.multiply(o.constant(2), safe)))]
  },
}
