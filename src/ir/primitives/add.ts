import { elementwise } from './families/elementwise.ts'

/** x + y. */
export const add = elementwise('add', 2, {
  of: (x, y) => x + y,
  unitSlope: true,
  derivative: (_node, ct) => [ct, ct],
  simpler: (_node, [a, b], o, [x, y]) =>
    x === 0 ? b : y === 0 ? a : b!.primitive === 'negate' ? o.subtract(a!, b!.inputs[0]!) : undefined,
})
