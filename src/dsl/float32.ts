/** The least and the largest number > 0 that float32 holds with all its digits: 2⁻¹²⁶ and (2 − 2⁻²³) 2¹²⁷. */
const [least, most] = [2 ** -126, (2 - 2 ** -23) * 2 ** 127]

/** Whether a number neither becomes 0 nor loses digits nor becomes ∞ in float32, which is what devices compute in. */
export const fitsFloat32 = (x: number): boolean => x === 0 || (least <= Math.abs(x) && Math.abs(x) <= most)

/** Those numbers in words. */
export const float32Range = '0, or between 1.2e-38 and 3.4e+38 in size'
