import pc from 'picocolors'
import type { Standing } from '../../../sweep/index.ts'
import { type Console, colourful, columnsOf, wrapped } from '../../terminal/console.ts'
import { type Cell, type Column, columnsFor, notesOf, type TableRow, tableOf } from './columns.ts'
import { headingOf } from './heading.ts'

type Bold = (text: string) => string

const textOf = ({ cells }: TableRow, column: number): string =>
  typeof cells === 'string' ? '' : (cells[column]?.text ?? '')

/** The columns by number, in groups that fit beside the names of the methods; a column that fits nowhere has a group of its own. */
const groupsOf = (widths: readonly number[], room: number): readonly (readonly number[])[] =>
  widths.reduce<readonly (readonly number[])[]>((groups, width, c) => {
    const last = groups.at(-1)
    const taken = (last ?? []).reduce((sum, other) => sum + 2 + (widths[other] ?? 0), 0)
    return last === undefined || taken + 2 + width > room ? [...groups, [c]] : [...groups.slice(0, -1), [...last, c]]
  }, [])

/** A row a method, in as many tables below each other as the columns need; cells are padded before they are made bold. */
const lines = (
  columns: readonly Column[],
  rows: readonly TableRow[],
  width: number,
  bold: Bold,
  dim: Bold,
): readonly string[] => {
  const left = Math.max('method'.length, ...rows.map(({ title }) => title.length))
  const widths = columns.map(({ head }, c) => Math.max(head.length, ...rows.map((row) => textOf(row, c).length)))
  const cell = ({ text, best }: Cell, c: number): string => {
    const padding = ' '.repeat(Math.max(0, (widths[c] ?? 0) - text.length))
    return `${padding}${best ? bold(text) : text}`
  }
  return groupsOf(widths, width - left).flatMap((group, g) => [
    ...(g === 0 ? [] : ['']),
    dim(['method'.padEnd(left), ...group.map((c) => (columns[c]?.head ?? '').padStart(widths[c] ?? 0))].join('  ')),
    ...rows.flatMap(({ title, cells }) => {
      if (typeof cells === 'string') return g === 0 ? [`${title.padEnd(left)}  ${cells}`] : []
      return [[title.padEnd(left), ...group.map((c) => cell(cells[c] ?? { text: '', best: false }, c))].join('  ')]
    }),
  ])
}

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
  return `${[
    bold(wrapped(title, width, '  ')),
    ...details.map((line) => dim(wrapped(line, width, '  '))),
    '',
    ...lines(columns, rows, width, bold, dim),
    ...notesOf(standings).map((note) => wrapped(note, width, '  ')),
  ].join('\n')}\n`
}
