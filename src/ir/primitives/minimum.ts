import { type Definition, numeric, oneEach } from './definition.ts'

/** min(x, y); the cotangent goes to the smaller operand, to y where they tie. */
export const minimum: Definition<'minimum'> = {
  typing: numeric('minimum', 2),
  flops: oneEach,
  derivative: ({ inputs: [x, y] }, ct, o) => {
    const first = o.less(x!, y!)
    return [o.select(first, ct, o.constant(0)), o.select(first, o.constant(0), ct)]
  },
}
