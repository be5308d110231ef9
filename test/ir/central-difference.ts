/**
 * The slope of f at 0 by central differences in float64, and a bound on its error:
 * truncation, which falls with h² and so is at most the change from 2h to h, and `operations` roundings of values of size
 * `scale`, divided by h. With h = ε^⅓ the two are of one size.
 */
export const centralDifference = (
  f: (t: number) => number,
  operations: number,
  scale: number,
): { readonly slope: number; readonly error: number } => {
  const h = Math.cbrt(Number.EPSILON)
  const [near, far] = [h, 2 * h].map((t) => (f(t) - f(-t)) / (2 * t))
  return { slope: near!, error: Math.abs(near! - far!) + (operations * Number.EPSILON * scale) / h }
}
