import { maths } from '../../dsl/index.ts'

export type { Addend, Factor, Maths } from '../../dsl/index.ts'
export const {
  assignment,
  bars,
  call,
  ceiling,
  functionOf,
  indexed,
  listed,
  minus,
  negated,
  norm,
  numeral,
  part,
  plus,
  power,
  quotient,
  row,
  symbol,
  times,
  word,
} = maths
