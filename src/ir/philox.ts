import { type Counter, type Shape, sizeOf } from './node.ts'

const multipliers = [0xd2511f53, 0xcd9e8d57] as const
const weyl = [0x9e3779b9, 0xbb67ae85] as const
const rounds = 10

/** The high word of the product of two words, from those of their halves: no sum reaches 2³². */
const high = (a: number, b: number): number => {
  const first = (Math.imul(a >>> 16, b & 0xffff) + (Math.imul(a & 0xffff, b & 0xffff) >>> 16)) | 0
  const second = (Math.imul(a & 0xffff, b >>> 16) + (first & 0xffff)) | 0
  return (Math.imul(a >>> 16, b >>> 16) + (first >>> 16) + (second >>> 16)) | 0
}

/** Puts the words of a block in the place of its counter. */
const scramble = (words: Uint32Array, key: readonly [number, number]): void => {
  let [a, b, c, d] = [words[0]!, words[1]!, words[2]!, words[3]!]
  let [k, l] = key
  for (let round = 0; round < rounds; round += 1) {
    const left = high(multipliers[0], a)
    const right = high(multipliers[1], c)
    const low = Math.imul(multipliers[0], a)
    const other = Math.imul(multipliers[1], c)
    a = right ^ b ^ k
    b = other
    c = left ^ d ^ l
    d = low
    k = (k + weyl[0]) | 0
    l = (l + weyl[1]) | 0
  }
  words[0] = a
  words[1] = b
  words[2] = c
  words[3] = d
}

/**
 * Philox4x32-10: four random words for a counter and a key, each a bijection of the counter for a fixed key. A round takes
 * (c₀, c₁, c₂, c₃) to (hi(M₁c₂) ⊕ c₁ ⊕ k₀, lo(M₁c₂), hi(M₀c₀) ⊕ c₃ ⊕ k₁, lo(M₀c₀)), and the key by (W₀, W₁) further.
 *
 * J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw: Parallel random numbers: as easy as 1, 2, 3. SC 2011.
 */
export const philox = (counter: Counter, key: readonly [number, number]): Counter => {
  const words = Uint32Array.from(counter)
  scramble(words, key)
  return [words[0]!, words[1]!, words[2]!, words[3]!]
}

/** A word as float32 holds it exactly, in two halves of 16 bits, lowest first. */
export const halvesOf = (word: number): readonly [number, number] => [word & 0xffff, word >>> 16]

/**
 * Uniform numbers: the i-th is (2m + 1)·2⁻²⁴ with m the high 23 bits of word i mod 4 of block ⌊i/4⌋. Any float32 holds them exactly;
 * they are never 0, 1 or ½, and lie evenly about ½. Blocks are counted in the first word of the counter, mod 2³².
 *
 * @param halves the two words of the key as `halvesOf` has them, one after the other
 */
export const philoxUniforms = (shape: Shape, counter: Counter, halves: ArrayLike<number>): Float32Array => {
  const drawn = new Float32Array(sizeOf(shape))
  const key = [halves[0]! + halves[1]! * 2 ** 16, halves[2]! + halves[3]! * 2 ** 16] as const
  const words = new Uint32Array(4)
  for (let i = 0; i < drawn.length; i += 4) {
    words.set(counter)
    words[0]! += i / 4
    scramble(words, key)
    for (let j = 0; j < 4 && i + j < drawn.length; j += 1) drawn[i + j] = ((words[j]! >>> 8) | 1) * 2 ** -24
  }
  return drawn
}
