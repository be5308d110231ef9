/** A row of a table: its name, and what stands under each head. */
export interface Row {
  readonly title: string
  readonly cells: readonly string[]
}

/** The rows as lines: names to the left, cells to the right, columns two spaces apart. */
export const aligned = (rows: readonly Row[]): readonly string[] => {
  const widthOf = (column: number): number => Math.max(...rows.map(({ cells }) => (cells[column] ?? '').length))
  const left = Math.max(...rows.map(({ title }) => title.length))
  return rows.map(({ title, cells }) =>
    [title.padEnd(left), ...cells.map((cell, c) => cell.padStart(widthOf(c)))].join('  '),
  )
}
