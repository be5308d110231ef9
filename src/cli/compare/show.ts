import pc from 'picocolors'
import { type Console, colourful, columnsOf, wrapped } from '../console.ts'
import { type Cell, type Column, columnsFor, notesOf, type TableRow, tableOf } from './columns.ts'
import { headingOf } from './heading.ts'
import type { Standing } from './standing.ts'

type Bold = (text: string) => string

const textOf = ({ cells }: TableRow, column: number): string =>
  typeof cells === 'string' ? '' : (cells[column]?.text ?? '')

/** A row a method; cells are padded before they are made bold. */
const wideLines = (columns: readonly Column[], rows: readonly TableRow[], bold: Bold, dim: Bold): readonly string[] => {
  const left = Math.max('method'.length, ...rows.map(({ title }) => title.length))
  const widths = columns.map(({ head }, c) => Math.max(head.length, ...rows.map((row) => textOf(row, c).length)))
  const cell = ({ text, best }: Cell, c: number): string => {
    const padding = ' '.repeat(Math.max(0, (widths[c] ?? 0) - text.length))
    return `${padding}${best ? bold(text) : text}`
  }
  return [
    dim(['method'.padEnd(left), ...columns.map(({ head }, c) => head.padStart(widths[c] ?? 0))].join('  ')),
    ...rows.map(({ title, cells }) =>
      [title.padEnd(left), ...(typeof cells === 'string' ? [cells] : cells.map(cell))].join('  '),
    ),
  ]
}

/** A block a method, a line a column. */
const narrowLines = (columns: readonly Column[], rows: readonly TableRow[], bold: Bold): readonly string[] =>
  rows.flatMap(({ title, cells }) => [
    bold(title),
    ...(typeof cells === 'string'
      ? [`  ${cells}`]
      : cells.map(({ text, best }, c) => `  ${(columns[c]?.head ?? '').padEnd(10)}${best ? bold(text) : text}`)),
  ])

const widthOf = (columns: readonly Column[], rows: readonly TableRow[]): number =>
  Math.max(6, ...rows.map(({ title }) => title.length)) +
  columns.reduce((sum, { head }, c) => sum + 2 + Math.max(head.length, ...rows.map((r) => textOf(r, c).length)), 0)

/** The table as people read it in a terminal: the best in bold. */
export const shown = (
  standings: readonly Standing[],
  seeds: readonly number[],
  { out, env }: Pick<Console, 'out' | 'env'>,
): string => {
  const { bold, dim } = pc.createColors(colourful(out, env))
  const width = columnsOf(out)
  const columns = columnsFor(standings)
  const rows = tableOf(standings)
  const { title, details } = headingOf(standings, seeds)
  const fits = widthOf(columns, rows) <= width
  return `${[
    bold(wrapped(title, width, '  ')),
    ...details.map((line) => dim(wrapped(line, width, '  '))),
    '',
    ...(fits ? wideLines(columns, rows, bold, dim) : narrowLines(columns, rows, bold)),
    ...notesOf(standings).map((note) => wrapped(note, width, '  ')),
  ].join('\n')}\n`
}
