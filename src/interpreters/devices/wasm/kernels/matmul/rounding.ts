import { f32x4, type Vector } from '../../assembler/index.ts'

/** How often a term of a sum of products is rounded: as a product and as a sum, or once (`fuses`). */
export type Rounding = 'twice' | 'once'

/** sum + a · b. */
export const plusProduct: { readonly [Times in Rounding]: (sum: Vector, a: Vector, b: Vector) => Vector } = {
  twice: (sum, a, b) => f32x4.add(sum, f32x4.multiply(a, b)),
  once: (sum, a, b) => f32x4.multiplyAdd(a, b, sum),
}
