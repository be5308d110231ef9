import type { Section } from '../../../sweep/index.ts'
import { type Cell, columnsFor, notesOf, tableOf } from '../comparison/columns.ts'
import { headingOf } from '../comparison/heading.ts'
import { unevenWords } from './uneven.ts'

const signs: Readonly<Record<string, string>> = {
  ...{ '&': '\\&', '%': '\\%', $: '\\$', '#': '\\#', _: '\\_', '{': '\\{', '}': '\\}' },
  ...{ '~': '\\textasciitilde{}', '^': '\\textasciicircum{}', '\\': '\\textbackslash{}', '<': '$<$', '>': '$>$' },
  ...{ '×': '$\\times$', '±': '$\\pm$', '−': '$-$', '–': '--', '’': "'", '…': '\\dots{}', '°': '$^\\circ$' },
}

/** Text as LaTeX sets it. What it has no sign for becomes a question mark. */
export const latexText = (text: string): string =>
  text.replace(/[^\w .,:;!?()[\]=+\-/*'"@|`]|_/gu, (sign) => signs[sign] ?? (/\p{L}/u.test(sign) ? sign : '?'))

/** A number with its deviation in math, the best in bold; other text as it is. */
const latexCell = ({ text, best }: Cell): string => {
  if (text === '') return ''
  const isNumber = /^[+−]?[\d.]+(e[+−-]?\d+)?( ± [\d.]+(e[+−-]?\d+)?)?$/.test(text)
  if (!isNumber) return best ? `\\textbf{${latexText(text)}}` : latexText(text)
  const math = text.replaceAll('−', '-').replace(' ± ', ' \\pm ')
  return best ? `$\\mathbf{${math}}$` : `$${math}$`
}

const row = (cells: readonly string[]): string => `    ${cells.join(' & ')} \\\\`

/** The table of a section for a paper; it needs `\usepackage{booktabs}`. */
export const latexTable = (section: Section): string => {
  const { standings, seeds } = section
  const { title, details } = headingOf(standings, seeds)
  const columns = columnsFor(standings)
  const rows = tableOf(standings).map(({ title: method, cells }) =>
    row([
      latexText(method),
      ...(typeof cells === 'string'
        ? [`\\multicolumn{${columns.length}}{l}{${latexText(cells)}}`]
        : cells.map(latexCell)),
    ]),
  )
  return `\\begin{table}
  \\centering
  \\caption{${latexText([title, ...details.slice(1), ...unevenWords(section), ...notesOf(standings)].join('. '))}. The best in bold.}
  \\smallskip
  \\begin{tabular}{l${'r'.repeat(columns.length)}}
    \\toprule
${row(['method', ...columns.map(({ head }) => latexText(head))])}
    \\midrule
${rows.join('\n')}
    \\bottomrule
  \\end{tabular}
\\end{table}
`
}

/** The tables of all sections. */
export const latexOf = (sections: readonly Section[]): string =>
  `% \\usepackage{booktabs}\n${sections.map(latexTable).join('\n')}`
