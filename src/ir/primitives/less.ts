import { comparison, type Definition, oneEach } from './definition.ts'

/** x < y, a condition; its derivative is 0. */
export const less: Definition<'less'> = {
  typing: comparison('less'),
  flops: oneEach,
  derivative: () => [undefined, undefined],
}
