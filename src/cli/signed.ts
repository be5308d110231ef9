/** A number with two digits that count, and its sign; a minus is a minus sign. */
export const signed = (value: number): string => {
  const size = Math.abs(value)
  const digits = size !== 0 && size < 1e-3 ? size.toExponential(1) : `${Number(size.toPrecision(2))}`
  return `${value > 0 ? '+' : value < 0 ? '−' : ''}${digits}`
}
