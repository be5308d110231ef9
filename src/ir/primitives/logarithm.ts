import { type Definition, numeric } from './definition.ts'

/** ln x; d ln x = dx / x. */
export const logarithm: Definition<'logarithm'> = {
  typing: numeric('logarithm', 1),
  derivative: (node, ct, o) => [o.divide(ct, node.inputs[0]!)],
}
