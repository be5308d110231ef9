const withSign = (value: number, digits: string): string => `${value > 0 ? '+' : value < 0 ? '−' : ''}${digits}`

/** A number ≥ 0 of any size with so many digits that count. */
export const significant =
  (digits: number) =>
  (size: number): string => {
    if (size === 0) return '0'
    if (size < 1e-3 || size >= 1e6) return size.toExponential(digits - 1).replace('e+', 'e')
    return size < 10 ** (digits - 1) ? size.toPrecision(digits) : `${Math.round(size)}`
  }

/** A number of any size with so many digits that count, and its sign; a minus is a minus sign. */
export const signedIn =
  (digits: number) =>
  (value: number): string =>
    withSign(value, significant(digits)(Math.abs(value)))

/** The same with two digits. */
export const signed = signedIn(2)

/** A cosine with two decimals, and its sign. */
export const cosine = (value: number): string => {
  const digits = Math.abs(value).toFixed(2)
  return withSign(digits === '0.00' ? 0 : value, digits)
}
