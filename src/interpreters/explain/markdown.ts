import type { Block, Definition, Document, Line, Text } from './document.ts'
import { latexMaths } from './latex-maths.ts'
import type { Maths } from './maths.ts'
import { openedText } from './unicode.ts'

const escaped = (text: string): string =>
  text.replace(/[\\`*_$|<>[\]]/g, (c) => (c === '<' ? '&lt;' : c === '>' ? '&gt;' : `\\${c}`))

const maths = (m: Maths): string => `$${latexMaths(m).replaceAll('|', '\\vert ').replaceAll('\\\\vert ', '\\Vert ')}$`

const text = (of: Text): string => of.map((part) => (typeof part === 'string' ? escaped(part) : maths(part))).join('')

const spaces = (n: number): string => ' '.repeat(n)

const definitions = (where: readonly Definition[], indent: number): readonly string[] =>
  where.flatMap((of) => {
    const start = `${spaces(indent)}- where `
    if (of.steps.length === 0)
      return [
        `${start}${maths({ _tag: 'Row', parts: [of.head, ' = ', of.value] })}`,
        ...definitions(of.where, indent + 2),
      ]
    return [
      `${start}${maths(of.head)} is`,
      ...of.steps.flatMap((line, i) => numbered(line, i, indent + 2)),
      `${spaces(indent + 2)}${of.steps.length + 1}. return ${maths(of.value)}`,
      ...definitions(of.where, indent + 5),
    ]
  })

const numbered = (line: Line, i: number, indent: number): readonly string[] => {
  const start = `${spaces(indent)}${i + 1}. `
  return [
    `${start}${text(openedText(line))}`,
    ...definitions(line.where ?? [], start.length),
    ...(line.body ?? []).flatMap((inner, j) => numbered(inner, j, start.length)),
  ]
}

const table = (rows: readonly (readonly Text[])[]): readonly string[] => {
  const columns = Math.max(0, ...rows.map((cells) => cells.length))
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [
    line(Array.from({ length: columns }, () => '')),
    line(Array.from({ length: columns }, () => '---')),
    ...rows.map((cells) => line(Array.from({ length: columns }, (_, i) => text(cells[i] ?? [])))),
  ]
}

const block = (of: Block): readonly string[] => {
  switch (of._tag) {
    case 'Paragraph':
      return [text(of.text)]
    case 'Items':
      return of.items.map((item) => `- ${text(item)}`)
    case 'Table':
      return table(of.rows)
    case 'Algorithm':
      return of.lines.flatMap((line, i) => numbered(line, i, 0))
  }
}

/** The document as Markdown with mathematics between dollars, as GitHub shows it. */
export const markdown = ({ title, source, sections }: Document): string =>
  [
    `## ${escaped(title)}`,
    '',
    escaped(source),
    ...sections.flatMap((section) => [
      '',
      `### ${text(section.title)}`,
      ...section.blocks.flatMap((of) => ['', ...block(of)]),
    ]),
  ]
    .join('\n')
    .replaceAll('\u00a0', ' ')
