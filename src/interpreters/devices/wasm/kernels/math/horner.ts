import { f32x4, type Vector } from '../../assembler/index.ts'

/** c₀ xⁿ + c₁ xⁿ⁻¹ + … + cₙ. */
export const horner = (x: Vector, coefficients: readonly number[]): Vector =>
  coefficients.map(f32x4.constant).reduce((sum, coefficient) => f32x4.add(f32x4.multiply(sum, x), coefficient))
