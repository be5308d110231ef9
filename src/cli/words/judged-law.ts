import type { createColors } from 'picocolors'
import type { JudgedLaw } from '../errands/check.ts'
import { wrapped } from '../terminal/console.ts'
import { narrowed } from '../terminal/narrowed.ts'

/** The law under which the program of a subject is shown, and how it reads there. */
export interface Seen {
  readonly number: number
  readonly program: string
}

/**
 * A law and what trying it came to, in lines of at most `columns`: where it fails, the smallest case against it, both sides, the
 * program that gave them, unless it was seen under a law before, and the command that finds it again.
 */
export const judgedLaw = (
  { name, number, cases, seed, against }: JudgedLaw,
  seen: Seen | undefined,
  columns: number,
  { green, red, dim }: Pick<ReturnType<typeof createColors>, 'green' | 'red' | 'dim'>,
  again: (run: { readonly number: number; readonly seed: number; readonly path: string }) => string,
): string => {
  const line = (text: string, lead: string): string =>
    `${lead}${wrapped(text, columns - lead.length, '  ').replaceAll('\n', `\n${' '.repeat(lead.length)}`)}`
  const sentence = line(`${name} (${cases} ${cases === 1 ? 'case' : 'cases'})`, '  ✓ ').slice(4)
  if (against === undefined) return `  ${green('✓')} ${sentence}`
  const lead = ' '.repeat(6)
  const { program, path, lines } = against
  const block = (text: string): readonly string[] =>
    narrowed(text, columns - lead.length - 2)
      .split('\n')
      .map((row) => (row === '' ? '' : `${lead}  ${row}`))
  const shown = (text: string): readonly string[] =>
    seen === undefined
      ? [`${lead}the program:`, ...block(text)]
      : [
          line(
            `the program: that of law ${seen.number} above${seen.program === text ? '' : ', at these options'}`,
            lead,
          ),
        ]
  return [
    `  ${red('✗')} ${sentence}`,
    ...lines.map((row) => line(row, lead)),
    ...(program === undefined ? [] : shown(program)),
    dim(`${lead}${again({ number, seed, path })}`),
  ].join('\n')
}
