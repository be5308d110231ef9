import {
  advance,
  code,
  f32x4,
  i32,
  i32x4,
  type Local,
  memory,
  type Routine,
  routine,
  type Statement,
  sequence,
  times,
  type Vector,
  v128,
} from '../assembler/index.ts'
import { storeLanes, widths } from './lanes.ts'
import { transposed } from './transpose.ts'

const multipliers = [0xd2511f53, 0xcd9e8d57] as const
const weyl = [0x9e3779b9, 0xbb67ae85] as const
const rounds = Array.from({ length: 10 }, (_, round) => round)

/**
 * `count` uniform numbers of Philox4x32-10, (2m + 1)·2⁻²⁴ with m the high 23 bits of a word, from the block of a counter on. A vector
 * holds one word of four blocks; their words are put in order at the end. The key is read as four halves of words in float32.
 */
export const philox = (counter: readonly [number, number, number, number], count: number): Routine =>
  routine(2, ([out, key], frame) => {
    const vector = () => frame.local('v128')
    const keys = rounds.map(() => [vector(), vector()] as const)
    const [halves, shifted, first] = [vector(), vector(), vector()]
    /** The word of which the two halves lie in these lanes, in every lane. */
    const spread = (lane: number): Vector => {
      const [low, high] = [lane, lane + 1]
      return v128.or(
        v128.shuffle(halves.get, halves.get, [low, low, low, low]),
        v128.shuffle(shifted.get, shifted.get, [high, high, high, high]),
      )
    }
    const begun = sequence(
      halves.set(i32x4.fromFloats(memory.load(key!.get, 0))),
      shifted.set(i32x4.shiftLeft(halves.get, i32.constant(16))),
      ...keys.flatMap(([k, l], round) => {
        const last = keys[round - 1]
        return last === undefined
          ? [k.set(spread(0)), l.set(spread(2))]
          : [
              k.set(i32x4.add(last[0].get, i32x4.constant(weyl[0]))),
              l.set(i32x4.add(last[1].get, i32x4.constant(weyl[1]))),
            ]
      }),
      first.set(i32x4.add(i32x4.constant(counter[0]), i32x4.lanes(0, 1, 2, 3))),
    )

    const words = counter.map(vector)
    const [a, b, c, d] = words as [Local<'v128'>, Local<'v128'>, Local<'v128'>, Local<'v128'>]
    const products = [vector(), vector(), vector(), vector()] as const
    const [lowA, highA, lowC, highC] = products
    const evens = [0, 2, 4, 6] as const
    const odds = [1, 3, 5, 7] as const
    const oneRound = ([k, l]: (typeof keys)[number]): Statement =>
      sequence(
        lowA.set(i32x4.productsOfLow(a.get, i32x4.constant(multipliers[0]))),
        highA.set(i32x4.productsOfHigh(a.get, i32x4.constant(multipliers[0]))),
        lowC.set(i32x4.productsOfLow(c.get, i32x4.constant(multipliers[1]))),
        highC.set(i32x4.productsOfHigh(c.get, i32x4.constant(multipliers[1]))),
        a.set(v128.xor(v128.xor(v128.shuffle(lowC.get, highC.get, odds), b.get), k.get)),
        b.set(v128.shuffle(lowC.get, highC.get, evens)),
        c.set(v128.xor(v128.xor(v128.shuffle(lowA.get, highA.get, odds), d.get), l.get)),
        d.set(v128.shuffle(lowA.get, highA.get, evens)),
      )
    const uniform = (word: Vector): Vector => {
      const high = v128.or(i32x4.shiftRightUnsigned(word, i32.constant(8)), i32x4.constant(1))
      return f32x4.multiply(f32x4.fromIntegers(high), f32x4.constant(2 ** -24))
    }
    /** Four blocks, of which `size` numbers are stored. */
    const blocks = (size: number): Statement => {
      const [ordered, each] = transposed(
        frame,
        words.map((word) => uniform(word.get)),
      )
      return sequence(
        a.set(first.get),
        ...[b, c, d].map((word, i) => word.set(i32x4.constant(counter[i + 1]!))),
        ...keys.map(oneRound),
        ordered,
        ...widths(size).map((width, i) => storeLanes(out!.get, 16 * i, each[i]!, width)),
      )
    }
    const rest = count % 16
    return sequence(
      begun,
      times(
        frame,
        Math.floor(count / 16),
        sequence(blocks(16), advance(out!, 64), first.set(i32x4.add(first.get, i32x4.constant(4)))),
      ),
      rest === 0 ? code('nothing') : blocks(rest),
    )
  })
