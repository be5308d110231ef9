import { type Definition, numeric, oneEach } from './definition.ts'

/** −x; d(−x) = −dx. */
export const negate: Definition<'negate'> = {
  typing: numeric('negate', 1),
  flops: oneEach,
  derivative: (_node, ct, o) => [o.negate(ct)],
}
