/** How many of `count` rows of outputs are greatest at their label, the first of equals. Outputs that aren't numbers are never right. */
export const countRight = (
  outputs: ArrayLike<number>,
  classes: number,
  count: number,
  label: (row: number) => number,
  /** The classes that compete; all of them when it isn't given. */
  among: readonly number[] = Array.from({ length: classes }, (_, c) => c),
): number => {
  let right = 0
  for (let row = 0; row < count; row += 1) {
    let best = -1
    let greatest = Number.NEGATIVE_INFINITY
    for (const c of among) {
      const output = outputs[row * classes + c]!
      if (output > greatest) {
        best = c
        greatest = output
      }
    }
    if (best === label(row)) right += 1
  }
  return right
}
