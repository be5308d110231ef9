import type { Node, Operations } from '../../ir/index.ts'

/** The numbers 0 … n − 1, [n], by doubling. */
export const upTo = (o: Operations, n: number): Node => {
  if (n <= 1) return o.constant(0, [n])
  const half = Math.ceil(n / 2)
  const first = upTo(o, half)
  return o.concat([first, o.slice(o.add(first, o.constant(half)), [0], [n - half])], 0)
}
