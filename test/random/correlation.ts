/** Pearson's r of two equally long samples, times √n: standard normal, nearly, when they are independent. */
export const correlation = (xs: ArrayLike<number>, ys: ArrayLike<number>): number => {
  const n = xs.length
  const middle = (of: ArrayLike<number>) => Array.from(of).reduce((sum, value) => sum + value, 0) / n
  const [mx, my] = [middle(xs), middle(ys)]
  const product = (a: ArrayLike<number>, ma: number, b: ArrayLike<number>, mb: number) =>
    Array.from({ length: n }, (_, i) => (a[i]! - ma) * (b[i]! - mb)).reduce((sum, value) => sum + value, 0)
  return (Math.sqrt(n) * product(xs, mx, ys, my)) / Math.sqrt(product(xs, mx, xs, mx) * product(ys, my, ys, my))
}
