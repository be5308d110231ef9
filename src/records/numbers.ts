import type { RecordedRun } from './recorded-run.ts'

/** A number of a run by its name, such as `matrix 2 3`; rows and columns count from 1. */
export type Named = readonly [name: string, value: number | string]

const named = (under: string, value: unknown): readonly Named[] => {
  if (typeof value === 'number' || typeof value === 'string') return [[under, value]]
  if (typeof value !== 'object' || value === null) return []
  const entries = Array.isArray(value) ? value.map((one, i) => [`${i + 1}`, one] as const) : Object.entries(value)
  return entries.flatMap(([name, one]) => named(under === '' ? name : `${under} ${name}`, one))
}

/** All numbers that a run came to, and how it ended; times aside, which are other ones each time. */
export const numbersOf = ({ before, matrix, course, measured, ending }: RecordedRun): readonly Named[] => {
  const came =
    ending?._tag === 'RunEnded'
      ? { metrics: ending.metrics, remembered: ending.remembered, gradients: ending.gradients }
      : ending?._tag === 'RunFailed'
        ? { failed: ending.at, rule: ending.fault.rule }
        : {}
  return named('', { before, matrix, course, measured, ...came })
}

/** A number that is another one there than here, or is not here. */
export interface Difference {
  readonly name: string
  readonly there: number | string
  readonly here?: number | string
}

/** What of the numbers of a run is another number in another run, to the bit; what only the other has isn't looked at. */
export const numbersApart = (there: RecordedRun, here: RecordedRun): readonly Difference[] => {
  const known = new Map(numbersOf(here))
  return numbersOf(there).flatMap(([name, value]) => {
    const here = known.get(name)
    return Object.is(here, value) ? [] : [{ name, there: value, ...(here === undefined ? {} : { here }) }]
  })
}
