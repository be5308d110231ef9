import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'
import { generator } from './generator.ts'
import type { Key } from './key.ts'

const words = 2 ** 32

/** A whole number uniform on [0, n), 1 ≤ n ≤ 2³¹: the high bits of a word, those past the last whole share drawn again. */
const nextBelow = (source: RandomGenerator, n: number): number => {
  const share = Math.floor(words / n)
  let value = Math.floor((source.unsafeNext() >>> 0) / share)
  while (value >= n) value = Math.floor((source.unsafeNext() >>> 0) / share)
  return value
}

/** A number uniform on the 2⁵³ multiples of 2⁻⁵³ in [0, 1). */
const nextUniform = (source: RandomGenerator): number => {
  const high = source.unsafeNext() >>> 5
  return (high * 2 ** 26 + (source.unsafeNext() >>> 6)) / 2 ** 53
}

/**
 * Whole numbers, each uniform on [0, below) and independent of the others, without the bias of a remainder.
 *
 * @param count how many, ≥ 0
 * @param below 1 to 2³¹; for an empty range, below < 1, there are none and the result is empty
 */
export const integers = (of: Key, count: number, below: number): Int32Array => {
  const drawn = new Int32Array(below < 1 ? 0 : count)
  const source = generator(of)
  for (let i = 0; i < drawn.length; i += 1) drawn[i] = nextBelow(source, below)
  return drawn
}

/**
 * Different whole numbers of [0, n), in random order, every such sequence equally likely (R. A. Fisher and F. Yates's shuffle,
 * stopped early). A smaller sample is the beginning of a larger one of the same key and n.
 *
 * @param count how many, ≥ 0; when there are not so many, all n of them
 */
export const sampleWithoutReplacement = (of: Key, count: number, n: number): Int32Array => {
  const taken = Math.max(0, Math.min(count, n))
  const source = generator(of)
  const deck = new Int32Array(Math.max(0, n))
  for (let i = 0; i < deck.length; i += 1) deck[i] = i
  for (let i = 0; i < taken; i += 1) {
    const j = i + nextBelow(source, n - i)
    const picked = deck[j]!
    deck[j] = deck[i]!
    deck[i] = picked
  }
  return taken === deck.length ? deck : deck.slice(0, taken)
}

/** The numbers 0 to n − 1 in random order, all n! orders equally likely (as far as 64 bits can tell them apart). */
export const permutation = (of: Key, n: number): Int32Array => sampleWithoutReplacement(of, n, n)

/** Numbers uniform on [0, 1), independent, with 53 random bits each. */
export const uniforms = (of: Key, count: number): Float64Array => {
  const source = generator(of)
  const drawn = new Float64Array(count)
  for (let i = 0; i < count; i += 1) drawn[i] = nextUniform(source)
  return drawn
}

/** Numbers of the standard normal distribution, independent (G. E. P. Box and M. E. Muller's transform, both halves used). */
export const normals = (of: Key, count: number): Float64Array => {
  const source = generator(of)
  const drawn = new Float64Array(count)
  for (let i = 0; i < count; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - nextUniform(source)))
    const angle = 2 * Math.PI * nextUniform(source)
    drawn[i] = radius * Math.cos(angle)
    if (i + 1 < count) drawn[i + 1] = radius * Math.sin(angle)
  }
  return drawn
}
