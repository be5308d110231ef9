/** The rows of a batch, and the stretches of them that are examples, in order: the others are filled up with weight 0. */
export interface Rows {
  readonly count: number
  readonly there: readonly (readonly [from: number, to: number])[]
}

export const noRows: Rows = { count: 0, there: [] }

/** So many rows, the first of them examples. */
export const filledUp = (count: number, there: number): Rows => ({
  count,
  there: there > 0 && count > 0 ? [[0, Math.min(count, there)]] : [],
})

/** How many examples there are. */
export const thereIn = ({ there }: Rows): number => there.reduce((sum, [from, to]) => sum + to - from, 0)

/** Of more stretches than this, where each lies is no longer kept: all examples then come first. */
const most = 1000

export const joined = (a: Rows, b: Rows): Rows => {
  const count = a.count + b.count
  const shifted = b.there.map(([from, to]) => [from + a.count, to + a.count] as const)
  const [last, first] = [a.there.at(-1), shifted[0]]
  const there =
    last !== undefined && first !== undefined && last[1] === first[0]
      ? [...a.there.slice(0, -1), [last[0], first[1]] as const, ...shifted.slice(1)]
      : [...a.there, ...shifted]
  return there.length > most ? filledUp(count, thereIn({ count, there })) : { count, there }
}

/** So many rows from one on; those after the last are none. */
export const taken = ({ there }: Rows, begin: number, size: number): Rows => ({
  count: size,
  there: there.flatMap(([from, to]) => {
    const own = [Math.max(0, from - begin), Math.min(size, to - begin)] as const
    return own[0] < own[1] ? [own] : []
  }),
})

/** The same rows in another order: where each example went, nobody says, and they are taken to come first. */
export const shuffled = (rows: Rows): Rows => filledUp(rows.count, thereIn(rows))

/** Each row so many times. */
export const repeated = ({ count, there }: Rows, times: number): Rows => ({
  count: count * times,
  there: there.map(([from, to]) => [from * times, to * times] as const),
})
