import { comparison, type Definition } from './definition.ts'

/** x < y, a condition; its derivative is 0. */
export const less: Definition<'less'> = {
  typing: comparison('less'),
  derivative: () => [undefined, undefined],
}
