import { advance, code, type Frame, type Local, type Statement, sequence, times } from '../../assembler/index.ts'
import { loadLanes, storeLanes, type Width, widths } from '../lanes.ts'
import { transposeBlock } from '../transpose.ts'

/** How many columns of B lie together in the scratch area. */
export const panelColumns = 8

/** The bytes of B packed: panels of eight columns, each [k, 8]. The last one is as large, though not filled. */
export const packedBytes = (k: number, n: number): number => 4 * k * panelColumns * Math.ceil(n / panelColumns)

const full = (columns: number): number => Math.floor(columns / panelColumns)

/** Copies B [k, n] to panels at `scratch`. */
export const packRows = (frame: Frame, k: number, n: number, b: Local<'i32'>, scratch: Local<'i32'>): Statement => {
  const from = frame.local('i32')
  const vector = frame.local('v128')
  const panel = (columns: readonly Width[]): Statement =>
    sequence(
      from.set(b.get),
      times(
        frame,
        k,
        sequence(
          ...columns.flatMap((width, index) => [
            vector.set(loadLanes(from.get, 16 * index, width)),
            storeLanes(scratch.get, 16 * index, vector.get, width),
          ]),
          advance(from, 4 * n),
          advance(scratch, 4 * panelColumns),
        ),
      ),
      advance(b, 4 * panelColumns),
    )
  const rest = widths(n % panelColumns)
  return sequence(times(frame, full(n), panel([4, 4])), rest.length > 0 ? panel(rest) : code('nothing'))
}

/** Copies the first `terms` columns of what is stored [n, k] to panels at `scratch`: rows of B, of which each column is read along itself. */
export const packColumns = (
  frame: Frame,
  terms: number,
  k: number,
  n: number,
  b: Local<'i32'>,
  scratch: Local<'i32'>,
): Statement => {
  const block = (heights: readonly Width[], width: Width): Statement =>
    sequence(
      ...heights.map((height, index) =>
        transposeBlock(frame, b.get, scratch.get, 4 * k, 4 * panelColumns, height, width, 16 * k * index, 16 * index),
      ),
      advance(b, 4 * width),
      advance(scratch, 4 * panelColumns * width),
    )
  const panel = (heights: readonly Width[]): Statement =>
    sequence(
      times(frame, Math.floor(terms / 4), block(heights, 4)),
      ...widths(terms % 4).map((width) => block(heights, width)),
      advance(b, 4 * (k * panelColumns - terms)),
    )
  const rest = widths(n % panelColumns)
  return sequence(times(frame, full(n), panel([4, 4])), rest.length > 0 ? panel(rest) : code('nothing'))
}
