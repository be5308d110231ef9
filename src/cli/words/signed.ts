const withSign = (value: number, digits: string): string => `${value > 0 ? '+' : value < 0 ? '−' : ''}${digits}`

const significant = (size: number): string => {
  if (size === 0) return '0'
  return size < 1e-3 ? size.toExponential(1) : size < 10 ? size.toPrecision(2) : `${Math.round(size)}`
}

/** A number of any size with two digits that count, and its sign; a minus is a minus sign. */
export const signed = (value: number): string => withSign(value, significant(Math.abs(value)))

/** A cosine with two decimals, and its sign. */
export const cosine = (value: number): string => {
  const digits = Math.abs(value).toFixed(2)
  return withSign(digits === '0.00' ? 0 : value, digits)
}
