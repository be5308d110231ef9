/**
 * Adds up the time that pieces of work take.
 *
 * @param spent so many seconds before
 * @param now a clock in milliseconds
 */
export const stopwatch = (spent: number, now: () => number) => {
  let total = 1000 * spent
  return {
    time: async <A>(work: () => Promise<A>): Promise<A> => {
      const start = now()
      try {
        return await work()
      } finally {
        total += now() - start
      }
    },
    seconds: () => total / 1000,
  }
}
