import { elementwise } from './families/elementwise.ts'

/** √x; d√x = dx / 2√x, taken as 0 at 0 so that no infinity meets a zero cotangent, at any order. */
export const squareRoot = elementwise('squareRoot', 1, {
  of: Math.sqrt,
  derivative: (node, ct, o) => {
    const zero = o.constant(0)
    const atZero = o.equal(node, zero)
    const safe = o.squareRoot(o.select(o.equal(node.inputs[0]!, zero), o.constant(1), node.inputs[0]!))
    return [o.select(atZero, zero, o.divide(ct, o.multiply(o.constant(2), safe)))]
  },
})
