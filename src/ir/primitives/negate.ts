import { type Definition, numeric } from './definition.ts'

/** −x; d(−x) = −dx. */
export const negate: Definition<'negate'> = {
  typing: numeric('negate', 1),
  derivative: (_node, ct, o) => [o.negate(ct)],
}
