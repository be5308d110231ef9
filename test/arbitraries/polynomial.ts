import fc from 'fast-check'
import { dyadic } from '../../src/laws/arbitraries/index.ts'

/** A polynomial Σ c_ij xⁱ yʲ in two variables, i, j < 4, as the table of its coefficients. */
export const polynomial: fc.Arbitrary<readonly (readonly number[])[]> = fc.array(
  fc.array(dyadic(2), { minLength: 1, maxLength: 4 }),
  { minLength: 1, maxLength: 4 },
)
