import type { Standing } from '../../../sweep/index.ts'
import { columnsFor, notesOf, tableOf } from './columns.ts'
import { headingOf } from './heading.ts'

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/** The table in Markdown: the best in bold. */
export const markdownOf = (standings: readonly Standing[], seeds: readonly number[]): string => {
  const { title, details } = headingOf(standings, seeds)
  const columns = columnsFor(standings)
  const rows = tableOf(standings).map(({ title: method, cells }) =>
    line([
      method.replace('*', '\\*'),
      ...(typeof cells === 'string'
        ? [cells, ...columns.slice(1).map(() => '')]
        : cells.map(({ text, best }) => (best ? `**${text}**` : text))),
    ]),
  )
  return `${[
    `# ${title}`,
    '',
    ...details.map((detail) => `- ${detail}`),
    '',
    line(['method', ...columns.map(({ head }) => head)]),
    line(['---', ...columns.map(() => '---:')]),
    ...rows,
    '',
    ...notesOf(standings).map((note) => `${note.replace('*', '\\*')}  `),
    columns.map(({ head, about }) => `${head}: ${about}`).join('; '),
  ].join('\n')}\n`
}
