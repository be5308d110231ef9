/** Whether two numbers differ by no more than `operations` roundings of numbers of their size, or of `scale`. */
export const close = (a: number, b: number, operations: number, scale = 1): boolean =>
  Math.abs(a - b) <= operations * Number.EPSILON * Math.max(scale, Math.abs(a), Math.abs(b))

export const allClose = (a: readonly number[], b: readonly number[], operations: number, scale = 1): boolean =>
  a.length === b.length && a.every((x, i) => close(x, b[i]!, operations, scale))
