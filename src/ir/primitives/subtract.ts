import { type Definition, numeric } from './definition.ts'

/** x − y. */
export const subtract: Definition<'subtract'> = {
  typing: numeric('subtract', 2),
  derivative: (_node, ct, o) => [ct, o.negate(ct)],
}
