import { comparison, type Definition } from './definition.ts'

/** x ≤ y, a condition; its derivative is 0. */
export const lessEqual: Definition<'lessEqual'> = {
  typing: comparison('lessEqual'),
  derivative: () => [undefined, undefined],
}
