/** The value of `make`, made when it is first asked for and kept. */
export const lazy = <A>(make: () => A): (() => A) => {
  const kept: A[] = []
  return () => {
    if (kept.length === 0) kept.push(make())
    return kept[0]!
  }
}
