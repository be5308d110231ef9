const points = (fraction: number): string => Math.abs(100 * fraction).toFixed(1)

const isNothing = (fraction: number): boolean => points(fraction) === '0.0'

/** A fraction in percent with one decimal; a minus is a minus sign. */
export const percent = (fraction: number): string =>
  `${fraction < 0 && !isNothing(fraction) ? '−' : ''}${points(fraction)}`

/** A change of a fraction, in percent, with its sign. */
export const change = (fraction: number): string =>
  `${fraction > 0 && !isNothing(fraction) ? '+' : ''}${percent(fraction)}`
