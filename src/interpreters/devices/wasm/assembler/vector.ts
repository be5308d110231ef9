import { type Bytes, type Code, code, type Statement, type Vector, type Word } from './code.ts'
import { float32, unsigned, word } from './encoding.ts'
import { moved } from './scalar.ts'

const simd = (opcode: number): Bytes => [0xfd, ...unsigned(opcode)]

const unary =
  (opcode: number) =>
  (a: Vector): Vector =>
    code('v128', a.bytes, simd(opcode))

const binary =
  (opcode: number) =>
  (a: Vector, b: Vector): Vector =>
    code('v128', a.bytes, b.bytes, simd(opcode))

/** Four float32 lanes. Comparisons leave a mask: all ones where true, zero where false. */
export const f32x4 = {
  constant: (value: number): Vector => code('v128', simd(12), Array<Bytes>(4).fill(float32(value))),
  equal: binary(65),
  notEqual: binary(66),
  less: binary(67),
  greater: binary(68),
  lessEqual: binary(69),
  absolute: unary(224),
  negate: unary(225),
  squareRoot: unary(227),
  add: binary(228),
  subtract: binary(229),
  multiply: binary(230),
  divide: binary(231),
  minimum: binary(232),
  maximum: binary(233),
  fromIntegers: unary(250),
  /** a · b + c, rounded once or twice as the runtime likes: see `fuses`. Relaxed SIMD: not every runtime knows it. */
  multiplyAdd: (a: Vector, b: Vector, c: Vector): Vector => code('v128', a.bytes, b.bytes, c.bytes, simd(261)),
  extract: (a: Vector, lane: number): Code<'f32'> => code('f32', a.bytes, simd(31), lane),
  replace: (a: Vector, lane: number, value: Code<'f32'>): Vector => code('v128', a.bytes, value.bytes, simd(32), lane),
} as const

/** Four 32-bit integer lanes. */
export const i32x4 = {
  constant: (value: number): Vector => code('v128', simd(12), Array<Bytes>(4).fill(word(value))),
  shiftLeft: (a: Vector, by: Word): Vector => code('v128', a.bytes, by.bytes, simd(171)),
  /** Each lane its own. */
  lanes: (...values: readonly [number, number, number, number]): Vector => code('v128', simd(12), values.map(word)),
  /** Copies of the sign come in from the left; or zeros. */
  shiftRight: (a: Vector, by: Word): Vector => code('v128', a.bytes, by.bytes, simd(172)),
  shiftRightUnsigned: (a: Vector, by: Word): Vector => code('v128', a.bytes, by.bytes, simd(173)),
  add: binary(174),
  subtract: binary(177),
  /** The whole products of the two low lanes, or of the two high ones, without signs: 64 bits each. */
  productsOfLow: binary(222),
  productsOfHigh: binary(223),
  /** Whole numbers below 2³² as words without signs. */
  fromFloats: unary(249),
} as const

/** All 128 bits. */
export const v128 = {
  and: binary(78),
  or: binary(80),
  xor: binary(81),
  /** `a` where the mask is one, `b` where it is zero. */
  select: (mask: Vector, a: Vector, b: Vector): Vector => code('v128', a.bytes, b.bytes, mask.bytes, simd(82)),
  /** Four lanes out of the eight of `a` (0–3) and `b` (4–7). */
  shuffle: (a: Vector, b: Vector, lanes: readonly [number, number, number, number]): Vector =>
    code('v128', a.bytes, b.bytes, simd(13), ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte))),
} as const

/** Addresses are aligned to four bytes; an offset below zero can't be an immediate. */
const address = (pointer: Word, offset: number): readonly [Bytes, Bytes] =>
  offset < 0 ? [moved(pointer, offset).bytes, [2, 0]] : [pointer.bytes, [2, unsigned(offset)]]

const load =
  (opcode: number) =>
  (pointer: Word, offset: number): Vector => {
    const [base, immediate] = address(pointer, offset)
    return code('v128', base, simd(opcode), immediate)
  }

const loadLane =
  (opcode: number) =>
  (pointer: Word, offset: number, into: Vector, lane: number): Vector => {
    const [base, immediate] = address(pointer, offset)
    return code('v128', base, into.bytes, simd(opcode), immediate, lane)
  }

const storeLane =
  (opcode: number) =>
  (pointer: Word, offset: number, value: Vector, lane: number): Statement => {
    const [base, immediate] = address(pointer, offset)
    return code('nothing', base, value.bytes, simd(opcode), immediate, lane)
  }

/** Loads and stores at `pointer + offset` bytes. */
export const memory = {
  load: load(0),
  loadSplat: load(9),
  /** One or two lanes, and zeros above them. */
  loadOne: load(92),
  loadTwo: load(93),
  loadLane: loadLane(86),
  store: (pointer: Word, offset: number, value: Vector): Statement => {
    const [base, immediate] = address(pointer, offset)
    return code('nothing', base, value.bytes, simd(11), immediate)
  },
  storeLane: storeLane(90),
  storeTwoLanes: storeLane(91),
} as const
