import { type Definition, numeric, oneEach } from './definition.ts'

/** −1, 0 or 1; its derivative is 0. */
export const sign: Definition<'sign'> = {
  typing: numeric('sign', 1),
  flops: oneEach,
  derivative: () => [undefined],
}
