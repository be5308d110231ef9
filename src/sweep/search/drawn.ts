import { child, key, uniforms } from '../../random/index.ts'
import type { Range, Space } from './space.ts'

/** Values of options, by name. */
export type Values = Readonly<Record<string, number | string>>

/** Digits that count of what is drawn: more make no difference that is seen, and are longer to write. */
const digits = 4

/**
 * The value at a part u of a range, 0 ≤ u < 1.
 *
 *   linear:  from + u (to − from);   log:  from (to / from)^u;   whole:  the same of from … to + 1, rounded down;   among:  value ⌊u n⌋
 *
 * Numbers have four digits that count and stay in the range.
 */
export const valueAt = (range: Range, u: number): number | string => {
  if ('among' in range) return range.among[Math.floor(u * range.among.length)]!
  const { from, to, scale, whole } = range
  const end = whole ? to + 1 : to
  const value = scale === 'log' ? from * (end / from) ** u : from + u * (end - from)
  const short = whole ? Math.floor(value) : Number(value.toPrecision(digits))
  return Math.min(to, Math.max(from, short))
}

/**
 * The options of a trial: each drawn by a key of its own, of the seed, the trial's number and the option's name. So a trial is the same
 * whatever is tried beside it, and an option's values are the same whatever is looked for with it.
 */
export const drawn = (space: Space, seed: number, trial: number): Values =>
  Object.fromEntries(
    Object.entries(space).map(([name, range]) => [
      name,
      valueAt(range, uniforms(child(key(seed), 'search', trial, name), 1)[0]!),
    ]),
  )
