/** Vectors as plain numbers: the side of a law that is not written in the language. */

export const plus = (a: readonly number[], b: readonly number[], by = 1): readonly number[] =>
  a.map((x, i) => x + by * b[i]!)

export const minus = (a: readonly number[], b: readonly number[]): readonly number[] => plus(a, b, -1)

export const inner = (a: readonly number[], b: readonly number[]): number => a.reduce((so, x, i) => so + x * b[i]!, 0)

export const largestOf = (...vectors: readonly (readonly number[])[]): number =>
  vectors.flat().reduce((so, x) => Math.max(so, Math.abs(x)), 0)

/** Whether two vectors are equal up to `operations` roundings of numbers of the given size, or of their own. */
export const near = (a: readonly number[], b: readonly number[], operations: number, scale = 0): boolean => {
  const bound = operations * Number.EPSILON * Math.max(scale, largestOf(a, b))
  return a.length === b.length && a.every((x, i) => x === b[i] || Math.abs(x - b[i]!) <= bound)
}

/** Whether two vectors are equal, coordinate by coordinate; 0 and −0 are. */
export const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((x, i) => x === b[i] || (Number.isNaN(x) && Number.isNaN(b[i]!)))
