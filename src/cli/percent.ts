/** A fraction in percent with one decimal; a minus is a minus sign. */
export const percent = (fraction: number): string => `${fraction < 0 ? '−' : ''}${Math.abs(100 * fraction).toFixed(1)}`

/** A change of a fraction, in percent, with its sign. */
export const change = (fraction: number): string => `${fraction > 0 ? '+' : ''}${percent(fraction)}`
