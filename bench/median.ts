/** The number in the middle; of as many below as above it, the mean of the two that are nearest. `NaN` of none. */
export const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b)
  const below = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
  return (below + (sorted[Math.floor(sorted.length / 2)] ?? Number.NaN)) / 2
}
