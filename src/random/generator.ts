import { xoroshiro128plus } from 'pure-rand/generator/XoroShiro'
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'
import type { Key } from './key.ts'

/** Spreads every bit of a word over all of them; a bijection (the finalizer of MurmurHash3). */
const spread = (word: number): number => {
  const once = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35)
  return twice ^ (twice >>> 16)
}

/**
 * A fresh generator for a key: xoroshiro128+ (D. Blackman and S. Vigna), its 128 bits spread from the key's 64. The same key
 * gives a generator in the same state each time; two keys give two states unless all 64 bits of them agree.
 */
export const generator = (of: Key): RandomGenerator => {
  const [first, second] = of.lanes
  return xoroshiro128plus.fromState([
    spread(first ^ 0x2545f491),
    spread(second ^ 0x6c078965),
    spread((first + Math.imul(second, 0x9e3779b1)) ^ 0x5851f42d),
    spread((second + Math.imul(first, 0x85ebca77)) ^ 0x14057b7e),
  ])
}
