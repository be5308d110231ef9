/** What is freed when nobody refers to it any more. */
export interface Referred {
  references: number
}

/** The references to all of some buffers, counted by us. */
export interface References<T> {
  /** One more; of what was made with none, that of whoever made it. */
  readonly retain: (one: T) => T
  readonly release: (one: T) => void
  readonly count: () => number
}

/** The heap of wasm counts for itself: a call more for each of its blocks took 3 % of a step at batch 1. */
export const referencesTo = <T extends Referred>(free: (one: T) => void): References<T> => {
  let count = 0
  return {
    retain: (one) => {
      count += 1
      one.references += 1
      return one
    },
    release: (one) => {
      if (one.references === 0) throw new Error('internal: a buffer was released twice')
      count -= 1
      one.references -= 1
      if (one.references === 0) free(one)
    },
    count: () => count,
  }
}
