/**
 * How many standard deviations Pearson's statistic of the counts lies above what equal chances give (E. B. Wilson and
 * M. M. Hilferty's approximation, the distribution's cube root being nearly normal). Fair counts stay below 7 but once in 10¹¹.
 */
export const chiSquare = (counts: readonly number[]): number => {
  const expected = counts.reduce((total, count) => total + count, 0) / counts.length
  const statistic = counts.reduce((total, count) => total + (count - expected) ** 2 / expected, 0)
  const free = counts.length - 1
  const spread = 2 / (9 * free)
  return (Math.cbrt(statistic / free) - (1 - spread)) / Math.sqrt(spread)
}

/** How often each of 0 to n − 1 is there. */
export const tally = (values: Iterable<number>, n: number): readonly number[] => {
  const counts = Array<number>(n).fill(0)
  for (const value of values) counts[value] = counts[value]! + 1
  return counts
}
