import type { Block, Definition, Document, Line, Text } from './document.ts'
import { unicodeMaths } from './unicode-maths.ts'

const width = 80

/** A space at which no line is broken. */
const NBSP = '\u00a0'

export const unicodeText = (text: Text): string =>
  text.map((part) => (typeof part === 'string' ? part : unicodeMaths(part))).join('')

/** A line as it is read, with the words that open a loop or a branch. */
export const openedText = ({ text, opens }: Line): Text => {
  if (opens === undefined) return text
  if (opens === 'else') return ['else:']
  return [...(opens === 'mean' ? [] : [`${opens} `]), ...text, ':']
}

const length = (text: string): number => [...text.replace(/\p{Mn}/gu, '')].length

/** The text in lines of at most `width`, broken at spaces; lines after the first are indented further. */
const wrapped = (text: string, first: string, rest: string): readonly string[] => {
  const lines: string[] = []
  let line = first
  let isEmpty = true
  for (const word of text.split(' ')) {
    if (!isEmpty && length(line) + 1 + length(word) > width) {
      lines.push(line)
      line = rest
      isEmpty = true
    }
    line = isEmpty ? `${line}${word}` : `${line} ${word}`
    isEmpty = false
  }
  return [...lines, line].map((one) => one.replaceAll(NBSP, ' '))
}

const spaces = (n: number): string => ' '.repeat(n)

const definition = (of: Definition, lead: string, indent: number): readonly string[] => {
  const start = `${spaces(indent)}${lead}`
  const head = unicodeMaths(of.head)
  const own =
    of.steps.length === 0
      ? wrapped(`${head} = ${unicodeMaths(of.value)}`, start, spaces(indent + lead.length + 2))
      : [
          `${start}${head}:`,
          ...of.steps.flatMap((line) => unnumbered(line, indent + lead.length + 2)),
          ...wrapped(
            `return ${unicodeMaths(of.value)}`,
            spaces(indent + lead.length + 2),
            spaces(indent + lead.length + 4),
          ),
        ]
  return [...own, ...definitions(of.where, indent + lead.length)]
}

const definitions = (where: readonly Definition[], indent: number): readonly string[] =>
  where.flatMap((of, i) => definition(of, i === 0 ? 'where ' : '      ', indent))

const unnumbered = (line: Line, indent: number): readonly string[] => [
  ...wrapped(unicodeText(openedText(line)), spaces(indent), spaces(indent + 2)),
  ...definitions(line.where ?? [], indent + 2),
  ...(line.body ?? []).flatMap((inner) => unnumbered(inner, indent + 2)),
]

/** Lines without numbers. */
export const plainLines = (lines: readonly Line[]): readonly string[] => lines.flatMap((line) => unnumbered(line, 0))

/** Numbered lines; those of a loop go on with its numbers, further in. */
const algorithm = (lines: readonly Line[]): readonly string[] => {
  let number = 0
  const write = (line: Line, depth: number): readonly string[] => {
    number += 1
    const start = `${String(number).padStart(3)}  ${spaces(2 * depth)}`
    const indent = start.length
    return [
      ...wrapped(unicodeText(openedText(line)), start, spaces(indent + 2)),
      ...definitions(line.where ?? [], indent + 2),
      ...(line.body ?? []).flatMap((inner) => write(inner, depth + 1)),
    ]
  }
  return lines.flatMap((line) => write(line, 0))
}

const table = (rows: readonly (readonly Text[])[]): readonly string[] => {
  const cells = rows.map((row) => row.map(unicodeText))
  const columns = Math.max(0, ...cells.map((row) => row.length)) - 1
  const widths = Array.from({ length: columns }, (_, i) => Math.max(...cells.map((row) => length(row[i] ?? ''))))
  return cells.flatMap((row) => {
    const start = `  ${widths.map((w, i) => `${row[i] ?? ''}${spaces(w - length(row[i] ?? ''))}   `).join('')}`
    return wrapped(row[columns] ?? '', start, spaces(length(start))).map((line) => line.trimEnd())
  })
}

const block = (of: Block): readonly string[] => {
  switch (of._tag) {
    case 'Paragraph':
      return wrapped(unicodeText(of.text), '  ', '  ')
    case 'Items':
      return of.items.flatMap((item) => wrapped(unicodeText(item), '  · ', '    '))
    case 'Table':
      return table(of.rows)
    case 'Algorithm':
      return algorithm(of.lines)
  }
}

/** The document for a terminal of 80 columns. */
export const unicode = ({ title, source, sections }: Document): string =>
  [
    title,
    ...wrapped(source, '', ''),
    ...sections.flatMap((section) => ['', unicodeText(section.title), ...section.blocks.flatMap(block)]),
  ].join('\n')
