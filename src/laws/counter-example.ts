import type { Verdict } from './law.ts'

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

/** Things by what they are: `after: onBatch 1 of task 0`. */
const named = (things: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.entries(things).map(([name, value]) => `${name}: ${valueText(value)}`)

/** What speaks against a law, in words, a line each: the case, and what stood on its sides. No line where the law holds. */
export const counterExample = ({ against }: Verdict): readonly string[] => {
  if (against === undefined) return []
  const { described, example, sides = {}, thrown } = against
  return [
    ...(described === undefined
      ? [`not for ${exampleText(example)}`]
      : ['not for', ...named(described).map((row) => `  ${row}`)]),
    ...named(sides),
    ...(thrown === undefined ? [] : [thrown.replaceAll('\n', ' ')]),
  ]
}
