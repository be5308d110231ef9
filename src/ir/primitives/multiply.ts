import { elementwise } from './families/elementwise.ts'

/** x·y; d(xy) = y dx + x dy. */
export const multiply = elementwise('multiply', 2, {
  of: (x, y) => x * y,
  derivative: (node, ct, o) => [o.multiply(ct, node.inputs[1]!), o.multiply(ct, node.inputs[0]!)],
  simpler: (_node, [a, b], o, [x, y]) =>
    x === 1 ? b : y === 1 ? a : x === -1 ? o.negate(b!) : y === -1 ? o.negate(a!) : undefined,
})
