import {
  advance,
  code,
  type Frame,
  type Routine,
  routine,
  type Statement,
  sequence,
  times,
  type Vector,
  v128,
  type Word,
} from '../assembler/index.ts'
import { loadLanes, storeLanes, type Width } from './lanes.ts'

/** The four columns of four row vectors. */
export const transposed = (frame: Frame, rows: readonly Vector[]): readonly [Statement, readonly Vector[]] => {
  const row = rows.map(() => frame.local('v128'))
  const pair = rows.map(() => frame.local('v128'))
  const [a, b, c, d] = row.map((each) => each.get)
  const [ab, cd, abUpper, cdUpper] = pair.map((each) => each.get)
  const interleave = sequence(
    ...row.map((each, index) => each.set(rows[index]!)),
    pair[0]!.set(v128.shuffle(a!, b!, [0, 4, 1, 5])),
    pair[1]!.set(v128.shuffle(c!, d!, [0, 4, 1, 5])),
    pair[2]!.set(v128.shuffle(a!, b!, [2, 6, 3, 7])),
    pair[3]!.set(v128.shuffle(c!, d!, [2, 6, 3, 7])),
    row[0]!.set(v128.shuffle(ab!, cd!, [0, 1, 4, 5])),
    row[1]!.set(v128.shuffle(ab!, cd!, [2, 3, 6, 7])),
    row[2]!.set(v128.shuffle(abUpper!, cdUpper!, [0, 1, 4, 5])),
    row[3]!.set(v128.shuffle(abUpper!, cdUpper!, [2, 3, 6, 7])),
  )
  return [interleave, [a!, b!, c!, d!]]
}

/**
 * Writes the columns of a block of `height` rows, `width` lanes each, as rows: rows lie `rowBytes` apart in the
 * input and `columnBytes` apart in the output, from the offsets on.
 */
export const transposeBlock = (
  frame: Frame,
  input: Word,
  out: Word,
  rowBytes: number,
  columnBytes: number,
  height: Width,
  width: Width,
  inputOffset = 0,
  outOffset = 0,
): Statement => {
  const rows = [0, 1, 2, 3].map((row) => loadLanes(input, inputOffset + Math.min(row, height - 1) * rowBytes, width))
  const [interleave, columns] = transposed(frame, rows)
  return sequence(
    interleave,
    ...columns.slice(0, width).map((column, index) => storeLanes(out, outOffset + index * columnBytes, column, height)),
  )
}

/** Four rows (or fewer, the last) at a time, and along them four columns at a time. */
export const transpose = (rows: number, columns: number): Routine =>
  routine(2, ([input, out], frame) => {
    const from = frame.local('i32')
    const to = frame.local('i32')
    const strip = (height: Width): Statement => {
      const block = (width: Width): Statement =>
        transposeBlock(frame, from.get, to.get, 4 * columns, 4 * rows, height, width)
      return sequence(
        from.set(input!.get),
        to.set(out!.get),
        times(frame, Math.floor(columns / 4), sequence(block(4), advance(from, 16), advance(to, 16 * rows))),
        rest(columns, block),
        advance(input!, 4 * height * columns),
        advance(out!, 4 * height),
      )
    }
    return sequence(times(frame, Math.floor(rows / 4), strip(4)), rest(rows, strip))
  })

/** What is left of `size` after blocks of four. */
const rest = (size: number, block: (width: Width) => Statement): Statement => {
  const left = size % 4
  return left === 1 || left === 2 || left === 3 ? block(left) : code('nothing')
}
