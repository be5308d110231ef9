import { type Code, code, type Word } from './code.ts'
import { signed } from './encoding.ts'

/** Arithmetic on addresses and counters. */
export const i32 = {
  constant: (value: number): Word => code('i32', 0x41, signed(value | 0)),
  add: (a: Word, b: Word): Word => code('i32', a.bytes, b.bytes, 0x6a),
  subtract: (a: Word, b: Word): Word => code('i32', a.bytes, b.bytes, 0x6b),
} as const

/** `address` moved by a number of bytes known now. */
export const moved = (address: Word, bytes: number): Word =>
  bytes === 0 ? address : i32.add(address, i32.constant(bytes))

export const f64 = {
  promote: (a: Code<'f32'>): Code<'f64'> => code('f64', a.bytes, 0xbb),
  demote: (a: Code<'f64'>): Code<'f32'> => code('f32', a.bytes, 0xb6),
} as const
