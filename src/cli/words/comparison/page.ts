import type { Standing } from '../../../sweep/index.ts'
import type { Figure } from '../../plots/figures.ts'
import { columnsFor, notesOf, tableOf } from './columns.ts'
import { headingOf } from './heading.ts'
import { documentOf, escaped } from './html.ts'

/** The table as HTML. */
export const tableHtml = (standings: readonly Standing[]): string => {
  const columns = columnsFor(standings)
  const rows = tableOf(standings).map(({ title, cells }) => {
    const rest =
      typeof cells === 'string'
        ? `<td colspan="${columns.length}">${escaped(cells)}</td>`
        : cells
            .map(({ text, best }) => `<td>${best ? `<strong>${escaped(text)}</strong>` : escaped(text)}</td>`)
            .join('')
    return `<tr><td>${escaped(title)}</td>${rest}</tr>`
  })
  return `<div class="wide"><table>
<thead><tr><th>method</th>${columns.map(({ head }) => `<th>${escaped(head)}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>
${notesOf(standings)
  .map((note) => `<p class="note">${escaped(note)}</p>\n`)
  .join(
    '',
  )}<dl>${columns.map(({ head, about }) => `<dt>${escaped(head)}</dt><dd>${escaped(about)}</dd>`).join('')}</dl>`
}

/** Without the names of its spaces, which an SVG in a page doesn't need. */
const inline = (svg: string): string => svg.replace(/ xmlns(:\w+)?="[^"]*"/g, '')

/** The options of the methods, folded away. */
export const optionsHtml = (standings: readonly Standing[]): string => {
  const items = standings.map(({ label, sample }) => {
    const { method, options: own } = sample.started
    const set = Object.entries(own).map(([name, value]) => `${name}=${value}`)
    return `<li><strong>${escaped(label)}</strong>${method === label ? '' : ` (${escaped(method)})`}: ${escaped(set.join(' '))}</li>`
  })
  return `<details>
<summary>Options of the methods</summary>
<ul>
${items.join('\n')}
</ul>
</details>`
}

/** The figures with their captions. */
export const figuresHtml = (figures: readonly Figure[]): string =>
  figures
    .map(
      ({ caption, parts }) =>
        `<figure>\n${parts.map(inline).join('\n')}\n<figcaption>${escaped(caption)}</figcaption>\n</figure>`,
    )
    .join('\n')

/** What was compared on what, as a list. */
export const detailsHtml = (details: readonly string[]): string =>
  `<ul>
${details.map((detail) => `<li>${escaped(detail)}</li>`).join('\n')}
</ul>`

/** A page with the table and the figures in it. It refers to nothing outside. */
export const pageOf = (
  standings: readonly Standing[],
  seeds: readonly number[],
  figures: readonly Figure[],
): string => {
  const { title, details } = headingOf(standings, seeds)
  return documentOf(
    title,
    `<h1>${escaped(title)}</h1>
${detailsHtml(details)}
${tableHtml(standings)}
${figuresHtml(figures)}
${optionsHtml(standings)}`,
  )
}
