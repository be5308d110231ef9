import {
  advance,
  code,
  f32x4,
  type Routine,
  routine,
  type Statement,
  sequence,
  times,
  type Vector,
  v128,
} from '../../assembler/index.ts'
import { loadLanes, storeLanes, type Width, widths } from '../lanes.ts'
import { plusProduct, type Rounding } from './rounding.ts'

const pairwise = (a: Vector, b: Vector, low: boolean): Vector => v128.shuffle(a, b, low ? [0, 1, 4, 5] : [2, 3, 6, 7])

/** [Σa, Σb, Σc, Σd] of the lanes of four vectors. */
const sumsOfLanes = ([a, b, c, d]: readonly Vector[]): Vector => {
  const ab = f32x4.add(v128.shuffle(a!, b!, [0, 4, 1, 5]), v128.shuffle(a!, b!, [2, 6, 3, 7]))
  const cd = f32x4.add(v128.shuffle(c!, d!, [0, 4, 1, 5]), v128.shuffle(c!, d!, [2, 6, 3, 7]))
  return f32x4.add(pairwise(ab, cd, true), pairwise(ab, cd, false))
}

/** [m, k] · [n, k]ᵀ: every element the dot product of two rows, each read along itself. */
export const dotProducts = (m: number, k: number, n: number, rounding: Rounding): Routine =>
  routine(3, ([a, b, out], frame) => {
    const left = frame.local('i32')
    const right = frame.local('i32')
    const factor = frame.local('v128')
    const sums = [0, 1, 2, 3].map(() => frame.local('v128'))
    const turns = Math.floor(k / 8)

    const block = (rows: number): Statement => {
      const used = sums.slice(0, rows)
      const take = (width: Width, index: number): Statement =>
        sequence(
          factor.set(loadLanes(left.get, 16 * index, width)),
          ...used.map((sum, row) => {
            const other = loadLanes(right.get, 4 * k * row + 16 * index, width)
            return sum.set(plusProduct[rounding](sum.get, factor.get, other))
          }),
        )
      const turn = sequence(...widths(8).map(take), advance(left, 32), advance(right, 32))
      return sequence(
        left.set(a!.get),
        ...used.map((sum) => sum.set(f32x4.constant(0))),
        times(frame, turns, turn),
        ...widths(k - 8 * turns).map(take),
        factor.set(sumsOfLanes(sums.map((_, row) => used[row]?.get ?? f32x4.constant(0)))),
        ...widths(rows).map((width) => storeLanes(out!.get, 0, factor.get, width)),
        advance(right, 4 * k * rows - 32 * turns),
        advance(out!, 4 * rows),
      )
    }
    const row = sequence(
      right.set(b!.get),
      times(frame, Math.floor(n / 4), block(4)),
      n % 4 > 0 ? block(n % 4) : code('nothing'),
      advance(a!, 4 * k),
    )
    return times(frame, m, row)
  })
