import { comparison, type Definition, oneEach } from './definition.ts'

/** x = y, a condition; its derivative is 0. */
export const equal: Definition<'equal'> = {
  typing: comparison('equal'),
  flops: oneEach,
  derivative: () => [undefined, undefined],
}
