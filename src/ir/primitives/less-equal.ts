import { comparison, type Definition, oneEach } from './definition.ts'

/** x ≤ y, a condition; its derivative is 0. */
export const lessEqual: Definition<'lessEqual'> = {
  typing: comparison('lessEqual'),
  flops: oneEach,
  derivative: () => [undefined, undefined],
}
