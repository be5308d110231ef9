/** x with A x = b, by Gaussian elimination with the largest pivot. */
export const solve = (matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] => {
  const rows = matrix.map((row, i) => [...row, right[i]!])
  const n = rows.length
  for (let k = 0; k < n; k++) {
    const pivot = rows
      .slice(k)
      .reduce((best, row, i) => (Math.abs(row[k]!) > Math.abs(rows[best]![k]!) ? k + i : best), k)
    ;[rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!]
    for (let i = k + 1; i < n; i++) {
      const by = rows[i]![k]! / rows[k]![k]!
      rows[i] = rows[i]!.map((x, j) => x - by * rows[k]![j]!)
    }
  }
  return rows.reduceRight<readonly number[]>((x, row, i) => {
    const known = row.slice(i + 1, n).reduce((so, a, j) => so + a * x[j]!, 0)
    return [(row[n]! - known) / row[i]!, ...x]
  }, [])
}
