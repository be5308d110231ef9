import type { createColors } from 'picocolors'
import type { Verdict } from '../laws/index.ts'
import { wrapped } from './console.ts'

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

/** A law and what trying it came to, in lines of at most `columns`. */
export const judgedLaw = (
  name: string,
  { cases, against }: Verdict,
  columns: number,
  { green, red }: Pick<ReturnType<typeof createColors>, 'green' | 'red'>,
): string => {
  const line = (text: string, lead: string): string =>
    `${lead}${wrapped(text, columns - lead.length, '  ').replaceAll('\n', `\n${' '.repeat(lead.length)}`)}`
  const sentence = line(`${name} (${cases} ${cases === 1 ? 'case' : 'cases'})`, '  ✓ ').slice(4)
  if (against === undefined) return `  ${green('✓')} ${sentence}`
  const rows = [
    `not for ${exampleText(against.example)}`,
    ...Object.entries(against.sides ?? {}).map(([side, value]) => `${side} is ${valueText(value)}`),
    ...(against.thrown === undefined ? [] : [against.thrown.replaceAll('\n', ' ')]),
  ]
  return [`  ${red('✗')} ${sentence}`, ...rows.map((row) => line(row, '      '))].join('\n')
}
