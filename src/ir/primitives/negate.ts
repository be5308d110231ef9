import { elementwise } from './families/elementwise.ts'

/** −x; d(−x) = −dx. */
export const negate = elementwise('negate', 1, {
  of: (x) => -x,
  unitSlope: true,
  derivative: (_node, ct, o) => [o.negate(ct)],
  simpler: (_node, [a]) => (a!.primitive === 'negate' ? a!.inputs[0]! : undefined),
})
