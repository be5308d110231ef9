import type { createColors } from 'picocolors'
import { counterExample, type Verdict } from '../laws/index.ts'
import { wrapped } from './console.ts'
import { narrowed } from './narrowed.ts'

/**
 * A law and what trying it came to, in lines of at most `columns`: where it fails, the smallest case against it, both sides, the
 * program that gave them, and the command that finds it again.
 */
export const judgedLaw = (
  name: string,
  verdict: Verdict,
  columns: number,
  { green, red, dim }: Pick<ReturnType<typeof createColors>, 'green' | 'red' | 'dim'>,
  again: (run: { readonly seed: number; readonly path: string }) => string,
): string => {
  const line = (text: string, lead: string): string =>
    `${lead}${wrapped(text, columns - lead.length, '  ').replaceAll('\n', `\n${' '.repeat(lead.length)}`)}`
  const { cases, seed, against } = verdict
  const sentence = line(`${name} (${cases} ${cases === 1 ? 'case' : 'cases'})`, '  ✓ ').slice(4)
  if (against === undefined) return `  ${green('✓')} ${sentence}`
  const lead = ' '.repeat(6)
  const { program, path } = against
  const block = (text: string): readonly string[] =>
    narrowed(text, columns - lead.length - 2)
      .split('\n')
      .map((row) => (row === '' ? '' : `${lead}  ${row}`))
  return [
    `  ${red('✗')} ${sentence}`,
    ...counterExample(verdict).map((row) => line(row, lead)),
    ...(program === undefined ? [] : [`${lead}the program:`, ...block(program)]),
    dim(`${lead}${again({ seed, path })}`),
  ].join('\n')
}
