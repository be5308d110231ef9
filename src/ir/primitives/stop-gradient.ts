import { type Definition, none, numeric } from './definition.ts'

/** x itself; its derivative is 0 by decree. */
export const stopGradient: Definition<'stopGradient'> = {
  typing: numeric('stopGradient', 1),
  flops: none,
  derivative: () => [undefined],
}
