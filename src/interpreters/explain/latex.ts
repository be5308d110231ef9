import { latexText } from './alphabet.ts'
import type { Block, Definition, Document, Line, Text } from './document.ts'
import { latexMaths } from './latex-maths.ts'
import type { Maths } from './maths.ts'
import { openedText } from './unicode.ts'

const maths = (m: Maths): string => `$${latexMaths(m)}$`

const text = (of: Text): string => of.map((part) => (typeof part === 'string' ? latexText(part) : maths(part))).join('')

const step = (depth: number): string => (depth === 0 ? '' : `\\hspace{${depth * 1.5}em}`)

/** What a step needs explained: lines without numbers, further in. */
const definitions = (where: readonly Definition[], depth: number): readonly string[] =>
  where.flatMap((of) => {
    const start = `\\Statex ${step(depth)}where `
    if (of.steps.length === 0)
      return [`${start}$${latexMaths(of.head)} = ${latexMaths(of.value)}$`, ...definitions(of.where, depth)]
    return [
      `${start}${maths(of.head)}:`,
      ...of.steps.flatMap((line) => unnumbered(line, depth + 1)),
      `\\Statex ${step(depth + 1)}\\textbf{return} ${maths(of.value)}`,
      ...definitions(of.where, depth + 1),
    ]
  })

const unnumbered = (line: Line, depth: number): readonly string[] => [
  `\\Statex ${step(depth)}${text(openedText(line))}`,
  ...definitions(line.where ?? [], depth + 1),
  ...(line.body ?? []).flatMap((inner) => unnumbered(inner, depth + 1)),
]

/** Lines of an `algorithmic`; `depth` is how many loops are open, which lines without numbers have to know. */
const lines = (of: readonly Line[], depth: number): readonly string[] =>
  of.flatMap((line, i): readonly string[] => {
    const where = definitions(line.where ?? [], depth + 2)
    const body = lines(line.body ?? [], depth + 1)
    if (line.opens === 'for') return [`\\For{${text(line.text)}}`, ...where, ...body, '\\EndFor']
    if (line.opens === 'if')
      return [`\\If{${text(line.text)}}`, ...where, ...body, ...(of[i + 1]?.opens === 'else' ? [] : ['\\EndIf'])]
    if (line.opens === 'else') return ['\\Else', ...body, '\\EndIf']
    const inside = (line.body ?? []).flatMap((inner) => unnumbered(inner, depth + 2))
    return [`\\State ${text(openedText(line))}`, ...where, ...inside]
  })

/** Columns of a table: those of symbols and names as wide as they are, a last one of words as wide as is left. */
const table = (rows: readonly (readonly Text[])[]): readonly string[] => {
  const columns = Math.max(1, ...rows.map((cells) => cells.length))
  const widths = [...Array.from({ length: columns - 1 }, () => 'l'), 'p{0.55\\linewidth}'].join('')
  return [
    `\\noindent\\begin{tabular}{${widths}}`,
    ...rows.map((cells) => `${Array.from({ length: columns }, (_, i) => text(cells[i] ?? [])).join(' & ')} \\\\`),
    '\\end{tabular}',
  ]
}

const block = (of: Block): readonly string[] => {
  switch (of._tag) {
    case 'Paragraph':
      return [text(of.text)]
    case 'Items':
      return ['\\begin{itemize}', ...of.items.map((item) => `\\item ${text(item)}`), '\\end{itemize}']
    case 'Table':
      return table(of.rows)
    case 'Algorithm':
      return ['\\begin{algorithmic}[1]', ...lines(of.lines, 0), '\\end{algorithmic}']
  }
}

const preamble = [
  '\\documentclass{article}',
  '\\usepackage[utf8]{inputenc}',
  '\\usepackage[T1]{fontenc}',
  '\\usepackage{amsmath,amssymb}',
  '\\usepackage{algpseudocode}',
  '\\begin{document}',
]

/** The document as a page for LaTeX with amsmath and algorithmicx; what is between its document tags fits into a paper. */
export const latex = ({ title, source, sections }: Document): string =>
  [
    ...preamble,
    `\\section*{${latexText(title)}}`,
    latexText(source),
    ...sections.flatMap((section) => [
      '',
      `\\subsection*{${text(section.title)}}`,
      ...section.blocks.flatMap((of) => block(of)),
    ]),
    '\\end{document}',
  ].join('\n')
