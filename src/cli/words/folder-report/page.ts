import { printable } from '../../../printable.ts'
import { confidence, type Section } from '../../../sweep/index.ts'
import type { Figure } from '../../plots/figures.ts'
import { headingOf } from '../comparison/heading.ts'
import { documentOf, escaped } from '../comparison/html.ts'
import { detailsHtml, figuresHtml, optionsHtml, tableHtml } from '../comparison/page.ts'
import { pairsOf, saidOf, verdictOf } from './pairs.ts'
import { unevenWords } from './uneven.ts'

/** A section with its figures. */
export interface Drawn {
  readonly section: Section
  readonly figures: readonly Figure[]
}

const interval = `${Math.round(100 * confidence)} %`

/** How each method differs from each other, seed by seed. */
const pairsHtml = ({ standings }: Section): string => {
  const pairs = pairsOf(standings)
  if (pairs === undefined) return ''
  const { metric, labels, differences } = pairs
  const head = labels.map((label) => `<th>${escaped(printable(label))}</th>`).join('')
  const rows = differences.map((row, i) => {
    const cells = row.map((paired, j) => {
      if (paired === undefined) return `<td>${i === j ? '' : '–'}</td>`
      const verdict = verdictOf(metric, paired)
      const text = escaped(saidOf(metric, paired))
      return `<td class="${verdict}">${verdict === 'open' ? text : `<strong>${text}</strong>`}</td>`
    })
    return `<tr><td>${escaped(printable(labels[i] ?? ''))}</td>${cells.join('')}</tr>`
  })
  return `<h3>${escaped(metric.head)} of the row less that of the column, seed by seed</h3>
<div class="wide"><table class="pairs">
<thead><tr><th></th>${head}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>
<p class="note">The mean difference over the seeds that both have, with the interval of ${interval} of Student’s t (none of a single seed). Bold: the interval is on one side of 0. Each is by itself: of twenty pairs that do not differ one is bold by chance.</p>
`
}

const sectionHtml = ({ section, figures }: Drawn): string => {
  const { standings, seeds, repeated } = section
  const { title, details } = headingOf(standings, seeds)
  return `<section>
<h2>${escaped(title)}</h2>
${detailsHtml([
  ...details,
  ...unevenWords(section),
  ...(repeated > 0
    ? [`${repeated === 1 ? 'one run was' : `${repeated} runs were`} there more than once, and counted once`]
    : []),
])}
${tableHtml(standings)}
${pairsHtml(section)}${figuresHtml(figures)}
${optionsHtml(standings)}
</section>`
}

/** A page of all sections; `title` names the folder. It refers to nothing outside. */
export const reportPage = (title: string, drawn: readonly Drawn[]): string =>
  documentOf(title, `<h1>${escaped(title)}</h1>\n${drawn.map(sectionHtml).join('\n')}`)
