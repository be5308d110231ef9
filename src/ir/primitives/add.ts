import { type Definition, numeric } from './definition.ts'

/** x + y. */
export const add: Definition<'add'> = {
  typing: numeric('add', 2),
  derivative: (_node, ct) => [ct, ct],
}
