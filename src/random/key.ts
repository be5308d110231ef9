/** A step on the way from a seed to a draw: a name, or a number such as a task's or an iteration's. */
export type KeyPart = string | number

/**
 * The name of a source of randomness: a seed, and the path from it. A key is an immutable value and is never used up: the
 * same key always gives the same numbers, and two different keys give numbers that have nothing to do with each other.
 */
export interface Key {
  readonly seed: number
  readonly path: readonly KeyPart[]
  /** The two 32-bit lanes of the hash of seed and path. */
  readonly lanes: readonly [number, number]
}

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by))

// The block steps of MurmurHash3 (A. Appleby, public domain), with the constants of two of its lanes. Each is a bijection
// of the lane for a fixed word and of the word for a fixed lane.
const stirFirst = (lane: number, word: number): number =>
  (Math.imul(rotate(lane ^ Math.imul(rotate(Math.imul(word, 0x239b961b), 15), 0xab0e9789), 19), 5) + 0x561ccd1b) | 0
const stirSecond = (lane: number, word: number): number =>
  (Math.imul(rotate(lane ^ Math.imul(rotate(Math.imul(word, 0x38b34ae5), 17), 0xa1e38b93), 13), 5) + 0x32ac3b17) | 0

// What stands before a part's words, so that 1, '1' and 1.5 are three parts, and ('ab', 'c') isn't ('a', 'bc').
const wholeMark = 1
const fractionMark = 2
const textMark = 3

const wordsOf = (part: KeyPart): readonly number[] => {
  if (typeof part === 'string') {
    return [textMark, part.length, ...Array.from({ length: part.length }, (_, i) => part.charCodeAt(i))]
  }
  const bits = new Int32Array(new Float64Array([part]).buffer)
  return [fractionMark, bits[0]!, bits[1]!]
}

const absorb = (lanes: readonly [number, number], part: KeyPart): readonly [number, number] => {
  if (typeof part === 'number' && (part | 0) === part) {
    return [stirFirst(stirFirst(lanes[0], wholeMark), part), stirSecond(stirSecond(lanes[1], wholeMark), part)]
  }
  const words = wordsOf(part)
  return [words.reduce(stirFirst, lanes[0]), words.reduce(stirSecond, lanes[1])]
}

/**
 * The key that a seed starts.
 *
 * @param seed any number; 0 and −0 are one seed
 */
export const key = (seed: number): Key => ({ seed, path: [], lanes: absorb([0x9e3779b9 | 0, 0x7f4a7c15], seed) })

/**
 * The key further down the path: `child(k, 'task', 3)`. Descending by parts is descending by one after the other:
 * `child(k, a, b)` = `child(child(k, a), b)`. Parts of different types are different: 1 isn't '1'.
 */
export const child = (parent: Key, ...parts: readonly KeyPart[]): Key => ({
  seed: parent.seed,
  path: [...parent.path, ...parts],
  lanes: parts.reduce(absorb, parent.lanes),
})
