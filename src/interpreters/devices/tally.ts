/** Counts what is taken and given back. */
export interface Tally {
  readonly take: (amount: number) => void
  readonly give: (amount: number) => void
  /** The most that was out at a time, since this was last asked. */
  readonly peak: () => number
}

export const tally = (): Tally => {
  let out = 0
  let most = 0
  return {
    take: (amount) => {
      out += amount
      if (out > most) most = out
    },
    give: (amount) => {
      out -= amount
    },
    peak: () => {
      const so = most
      most = out
      return so
    },
  }
}
