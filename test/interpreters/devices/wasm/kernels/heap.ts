/** What lies between the arrays: a kernel that writes out of bounds changes it. */
const canary = 0x7fa5a5a5

export interface Heap {
  readonly memory: WebAssembly.Memory
  /** Copies the elements to a fresh place and gives its byte offset. */
  readonly put: (elements: ArrayLike<number>) => number
  /** The elements at an offset, as they are now. */
  readonly get: (offset: number, length: number) => Float32Array
  /** Whether every word outside the arrays still holds the canary. */
  readonly unharmed: () => boolean
}

/** A memory of canaries with room for arrays, at odd multiples of four. */
export const heap = (elements: number): Heap => {
  const memory = new WebAssembly.Memory({ initial: 1 + Math.ceil((4 * elements + 4096) / 65536) })
  const words = () => new Uint32Array(memory.buffer)
  words().fill(canary)
  const taken: { readonly start: number; readonly end: number }[] = []
  let free = 68
  return {
    memory,
    put: (given) => {
      const start = free
      new Float32Array(memory.buffer, start, given.length).set(given)
      free += 4 * given.length + 20
      taken.push({ start: start / 4, end: start / 4 + given.length })
      return start
    },
    get: (offset, length) => new Float32Array(memory.buffer, offset, length).slice(),
    unharmed: () => {
      const all = words()
      const gaps = [...taken, { start: all.length, end: all.length }]
      return gaps.every(({ start }, index) =>
        all.subarray(gaps[index - 1]?.end ?? 0, start).every((each) => each === canary),
      )
    },
  }
}
