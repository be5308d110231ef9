import { type Definition, numeric, oneEach } from './definition.ts'

/** x + y. */
export const add: Definition<'add'> = {
  typing: numeric('add', 2),
  flops: oneEach,
  derivative: (_node, ct) => [ct, ct],
}
