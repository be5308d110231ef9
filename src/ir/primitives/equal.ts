import { comparison, type Definition } from './definition.ts'

/** x = y, a condition; its derivative is 0. */
export const equal: Definition<'equal'> = {
  typing: comparison('equal'),
  derivative: () => [undefined, undefined],
}
