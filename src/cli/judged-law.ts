import type { createColors } from 'picocolors'
import type { Verdict } from '../laws/index.ts'
import { wrapped } from './console.ts'
import { narrowed } from './narrowed.ts'

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)

const numberText = (x: number): string =>
  (Number.isInteger(x) ? `${x}` : `${Number(x.toPrecision(12))}`).replace('-', '−')

/** A value of a case as it is read: `at = (1, 0), rate = 0.5`. */
const valueText = (value: unknown): string => {
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'string') return value
  if (isList(value)) return `(${value.map(valueText).join(', ')})`
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([name, of]) => `${name} = ${typeof of === 'object' && !isList(of) ? `{${valueText(of)}}` : valueText(of)}`)
      .join(', ')
  return String(value)
}

/** A case of a law: the parts of a tuple one after the other. */
const exampleText = (example: unknown): string =>
  isList(example) ? example.map(valueText).join('; ') : valueText(example)

/** Things by what they are: `after is onBatch 1 of task 0`. */
const named = (things: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.entries(things).map(([name, value]) => `${name}: ${valueText(value)}`)

/**
 * A law and what trying it came to, in lines of at most `columns`: where it fails, the smallest case against it, both sides, the
 * program that gave them, and the command that finds it again.
 */
export const judgedLaw = (
  name: string,
  { cases, against, ...found }: Verdict,
  columns: number,
  { green, red, dim }: Pick<ReturnType<typeof createColors>, 'green' | 'red' | 'dim'>,
  again: (run: { readonly seed: number; readonly path: string }) => string,
): string => {
  const line = (text: string, lead: string): string =>
    `${lead}${wrapped(text, columns - lead.length, '  ').replaceAll('\n', `\n${' '.repeat(lead.length)}`)}`
  const sentence = line(`${name} (${cases} ${cases === 1 ? 'case' : 'cases'})`, '  ✓ ').slice(4)
  if (against === undefined) return `  ${green('✓')} ${sentence}`
  const lead = ' '.repeat(6)
  const { described, example, program, sides = {}, thrown, path } = against
  const rows = [
    ...(described === undefined
      ? [`not for ${exampleText(example)}`]
      : ['not for', ...named(described).map((row) => `  ${row}`)]),
    ...named(sides),
    ...(thrown === undefined ? [] : [thrown.replaceAll('\n', ' ')]),
  ]
  const block = (text: string): readonly string[] =>
    narrowed(text, columns - lead.length - 2)
      .split('\n')
      .map((row) => (row === '' ? '' : `${lead}  ${row}`))
  return [
    `  ${red('✗')} ${sentence}`,
    ...rows.map((row) => line(row, lead)),
    ...(program === undefined ? [] : [`${lead}the program:`, ...block(program)]),
    dim(`${lead}${again({ ...found, path })}`),
  ].join('\n')
}
