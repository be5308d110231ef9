import { elementwise } from './families/elementwise.ts'

/** min(x, y); the cotangent goes to the smaller operand, to y where they tie. */
export const minimum = elementwise('minimum', 2, {
  of: Math.min,
  derivative: ({ inputs: [x, y] }, ct, o) => {
    const first = o.less(x!, y!)
    return [o.select(first, ct, o.constant(0)), o.select(first, o.constant(0), ct)]
  },
})
