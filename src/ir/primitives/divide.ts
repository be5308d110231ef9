import { elementwise } from './families/elementwise.ts'

/** x / y; d(x/y) = dx / y − (x/y) dy / y. */
export const divide = elementwise('divide', 2, {
  of: (x, y) => x / y,
  derivative: (node, ct, o) => {
    const share = o.divide(ct, node.inputs[1]!)
    return [share, o.negate(o.multiply(share, node))]
  },
  simpler: (_node, [a], _o, [, y]) => (y === 1 ? a : undefined),
})
