import { IllShaped } from '../ill-shaped.ts'
import type { Node } from '../node.ts'

/** Raises `IllShaped` unless every operand is of numbers. */
export const numbersOnly = (primitive: string, inputs: readonly Node[]): void => {
  if (inputs.some((input) => input.type !== 'float'))
    throw new IllShaped(
      primitive,
      inputs.map((input) => input.shape),
      'operands must be numbers, not conditions',
    )
}
