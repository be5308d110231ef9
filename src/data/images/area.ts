/** An image of three channels, eight bits each, row by row, the values of a pixel together. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly values: Uint8Array
}

/** How much of each old pixel a new one covers, along one side. */
interface Cover {
  readonly first: number
  readonly shares: readonly number[]
}

const coversOf = (from: number, to: number): readonly Cover[] =>
  Array.from({ length: to }, (_, place) => {
    const [start, end] = [(place * from) / to, ((place + 1) * from) / to]
    const first = Math.floor(start)
    const last = Math.min(from, Math.ceil(end))
    const shares = Array.from(
      { length: last - first },
      (_, i) => (Math.min(end, first + i + 1) - Math.max(start, first + i)) * (to / from),
    )
    return { first, shares }
  })

/**
 * The image in another size: each new pixel is the mean of the old ones over the area that it covers, its sides scaled apart, rounded.
 *
 *   y(i, j) = ∑ share(i, r) · share(j, c) · x(r, c)
 */
export const resized = (of: Picture, width: number, height: number): Picture => {
  if (of.width === width && of.height === height) return of
  const across = coversOf(of.width, width)
  const down = coversOf(of.height, height)
  const values = new Uint8Array(width * height * 3)
  for (const [y, rows] of down.entries()) {
    for (const [x, columns] of across.entries()) {
      const sums = [0, 0, 0]
      for (const [r, inRow] of rows.shares.entries()) {
        const row = (rows.first + r) * of.width
        for (const [c, inColumn] of columns.shares.entries()) {
          const at = (row + columns.first + c) * 3
          for (let channel = 0; channel < 3; channel += 1) sums[channel]! += inRow * inColumn * of.values[at + channel]!
        }
      }
      for (let channel = 0; channel < 3; channel += 1) {
        values[(y * width + x) * 3 + channel] = Math.round(sums[channel]!)
      }
    }
  }
  return { width, height, values }
}
