/** Roundings that a value is allowed: programs under test do some hundreds of operations on numbers of its size. */
const roundings = 2 ** 10

/**
 * The slope of f at 0 by central differences in float64, and a bound on its error: truncation, which falls with h² and so is at
 * most the change from 2h to h, and rounding, divided by h. At h = ε^⅓ the two are of one size.
 */
export const slopeOf = async (
  f: (t: number) => Promise<number>,
): Promise<{ readonly slope: number; readonly error: number }> => {
  const h = Math.cbrt(Number.EPSILON)
  const [ahead, behind, farAhead, farBehind] = [await f(h), await f(-h), await f(2 * h), await f(-2 * h)]
  const [near, far] = [(ahead - behind) / (2 * h), (farAhead - farBehind) / (4 * h)]
  const scale = 1 + Math.max(...[ahead, behind, farAhead, farBehind].map(Math.abs))
  return { slope: near, error: Math.abs(near - far) + (roundings * Number.EPSILON * scale) / h }
}
