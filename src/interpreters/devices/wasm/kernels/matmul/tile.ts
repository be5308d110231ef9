import {
  advance,
  code,
  type Frame,
  f32x4,
  type Local,
  memory,
  type Statement,
  sequence,
  times,
  type Word,
} from '../../assembler/index.ts'
import { loadLanes, storeLanes, type Width } from '../lanes.ts'
import { plusProduct, type Rounding } from './rounding.ts'

/** Where a product finds its operands, in bytes: A by row and by term of the sum, B by term, the result by row. */
export interface Spacing {
  readonly terms: number
  readonly aRow: number
  readonly aTerm: number
  readonly bTerm: number
  readonly outRow: number
}

/** Where the code that is being written keeps its pointers. */
export interface TileFrame {
  readonly frame: Frame
  readonly a: Local<'i32'>
  readonly b: Local<'i32'>
}

/**
 * Sums of at most this many terms are written out. A longer one is a loop of one term a turn: measured, turns of four
 * terms run half as fast (too many values at once for the registers, by the look of it).
 */
const writtenOut = 4

/**
 * A tile of the product, `rows` × the columns of `columns` (vectors of so many lanes), summed in registers over all
 * terms and stored once; on top of what is stored there where it `adds`.
 */
export const tile = (
  { frame, a, b }: TileFrame,
  { terms, aRow, aTerm, bTerm, outRow }: Spacing,
  rows: number,
  columns: readonly Width[],
  aStart: Word,
  bStart: Word,
  out: Word,
  adds: boolean,
  rounding: Rounding,
): Statement => {
  const range = Array.from({ length: rows }, (_, row) => row)
  const sums = range.map(() => columns.map(() => frame.local('v128')))
  const right = columns.map(() => frame.local('v128'))
  const left = frame.local('v128')

  const term = (index: number, first: boolean): Statement =>
    sequence(
      ...columns.map((width, column) => right[column]!.set(loadLanes(b.get, index * bTerm + 16 * column, width))),
      ...range.flatMap((row) => [
        left.set(memory.loadSplat(a.get, row * aRow + index * aTerm)),
        ...right.map((vector, column) => {
          const sum = sums[row]![column]!
          return sum.set(
            first && !adds
              ? f32x4.multiply(left.get, vector.get)
              : plusProduct[rounding](sum.get, left.get, vector.get),
          )
        }),
      ]),
    )
  const start = sequence(
    ...range.flatMap((row) =>
      columns.map((width, column) =>
        sums[row]![column]!.set(adds ? loadLanes(out, row * outRow + 16 * column, width) : f32x4.constant(0)),
      ),
    ),
  )
  const written = (): Statement => sequence(...Array.from({ length: terms }, (_, index) => term(index, index === 0)))
  const loop = times(frame, terms, sequence(term(0, false), advance(a, aTerm), advance(b, bTerm)))
  return sequence(
    a.set(aStart),
    b.set(bStart),
    terms > 0 && terms <= writtenOut ? sequence(adds ? start : code('nothing'), written()) : sequence(start, loop),
    ...range.flatMap((row) =>
      columns.map((width, column) => storeLanes(out, row * outRow + 16 * column, sums[row]![column]!.get, width)),
    ),
  )
}
