import { elementwise } from './families/elementwise.ts'

/** max(x, y); the cotangent goes to the larger operand, to y where they tie (so d max(x, 0) = 0 at 0). */
export const maximum = elementwise('maximum', 2, {
  of: Math.max,
  derivative: ({ inputs: [x, y] }, ct, o) => {
    const first = o.less(y!, x!)
    return [o.select(first, ct, o.constant(0)), o.select(first, o.constant(0), ct)]
  },
})
