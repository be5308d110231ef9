const golden = (Math.sqrt(5) - 1) / 2

/**
 * Where a convex function of one variable is least on [low, high], by golden section: the two probes divide the bracket in
 * the golden ratio, and the side of the worse one is cut off. The function may be ∞ outside an interval around 0.
 *
 * @param steps each cuts the bracket by 0.618: 43 of them leave 10⁻⁹ of it
 */
export const leastOn = async (
  f: (t: number) => Promise<number> | number,
  low: number,
  high: number,
  steps = 43,
): Promise<number> => {
  let [a, b] = [low, high]
  let [left, right] = [b - golden * (b - a), a + golden * (b - a)]
  let [atLeft, atRight] = [await f(left), await f(right)]
  for (let i = 0; i < steps; i++) {
    // Beyond the domain on both sides: the domain is around 0.
    const outside = atLeft === Number.POSITIVE_INFINITY && atRight === Number.POSITIVE_INFINITY
    if (outside ? right > 0 : atLeft <= atRight) {
      b = right
      right = left
      atRight = atLeft
      left = b - golden * (b - a)
      atLeft = await f(left)
    } else {
      a = left
      left = right
      atLeft = atRight
      right = a + golden * (b - a)
      atRight = await f(right)
    }
  }
  return (a + b) / 2
}
