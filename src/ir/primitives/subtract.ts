import { elementwise } from './families/elementwise.ts'

/** x − y. */
export const subtract = elementwise('subtract', 2, {
  of: (x, y) => x - y,
  unitSlope: true,
  derivative: (_node, ct, o) => [ct, o.negate(ct)],
  simpler: (_node, [a, b], o, [x, y]) =>
    y === 0 ? a : x === 0 ? o.negate(b!) : b!.primitive === 'negate' ? o.add(a!, b!.inputs[0]!) : undefined,
})
