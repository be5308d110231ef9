import { isNumber } from './number-in.ts'

/** Names in an order that doesn't depend on where they stood: numbers by size where all are numbers, else texts by their letters. */
export const inOrder = (names: readonly string[]): readonly string[] => {
  const all = names.every(isNumber)
  const least = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
  return [...new Set(names)].sort((a, b) => (all ? Number(a) - Number(b) || least(a, b) : least(a, b)))
}
