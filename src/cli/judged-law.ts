import type { createColors } from 'picocolors'
import { counterExample, type Verdict } from '../laws/index.ts'
import { wrapped } from './console.ts'

/** A law and what trying it came to, in lines of at most `columns`. */
export const judgedLaw = (
  name: string,
  verdict: Verdict,
  columns: number,
  { green, red }: Pick<ReturnType<typeof createColors>, 'green' | 'red'>,
): string => {
  const line = (text: string, lead: string): string =>
    `${lead}${wrapped(text, columns - lead.length, '  ').replaceAll('\n', `\n${' '.repeat(lead.length)}`)}`
  const { cases } = verdict
  const sentence = line(`${name} (${cases} ${cases === 1 ? 'case' : 'cases'})`, '  ✓ ').slice(4)
  if (verdict.against === undefined) return `  ${green('✓')} ${sentence}`
  return [`  ${red('✗')} ${sentence}`, ...counterExample(verdict).map((row) => line(row, '      '))].join('\n')
}
