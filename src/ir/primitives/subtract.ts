import { type Definition, numeric, oneEach } from './definition.ts'

/** x − y. */
export const subtract: Definition<'subtract'> = {
  typing: numeric('subtract', 2),
  flops: oneEach,
  derivative: (_node, ct, o) => [ct, o.negate(ct)],
}
