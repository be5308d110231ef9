import { advance, code, type Routine, routine, type Statement, sequence, times } from '../assembler/index.ts'
import { type Width, widths } from '../lanes.ts'
import { packColumns, packRows, panelColumns } from './pack.ts'
import { tile } from './tile.ts'

/** How B is read: where it lies, or copied to panels of adjacent columns first. */
export type Packing = 'none' | 'rows' | 'columns'

/** How large a tile is, so that its sums, a row of B and one element of A fit sixteen registers. */
const tileSize = (m: number, packed: boolean): { readonly rows: number; readonly columns: number } =>
  packed || m > 2 ? { rows: 4, columns: panelColumns } : m === 2 ? { rows: 2, columns: 16 } : { rows: 1, columns: 20 }

/** op(A)·B by tiles. A is [m, k], or [k, m] where `transposeA`; B is [k, n], or [n, k] where it is packed by columns. */
export const tiledProduct = (m: number, k: number, n: number, transposeA: boolean, packing: Packing): Routine =>
  routine(4, ([a, b, out, scratch], frame) => {
    const packed = packing !== 'none'
    const { rows: tileRows, columns: tileColumns } = tileSize(m, packed)
    const aRow = transposeA ? 4 : 4 * k
    const spacing = {
      terms: k,
      aRow,
      aTerm: transposeA ? 4 * m : 4,
      bTerm: 4 * (packed ? tileColumns : n),
      outRow: 4 * n,
    }
    const tileFrame = { frame, a: frame.local('i32'), b: frame.local('i32') }
    const origin = packed ? frame.local('i32') : b!
    const panel = frame.local('i32')
    const corner = frame.local('i32')
    const pack = packing === 'rows' ? packRows : packColumns

    const band = (rows: number): Statement => {
      const across = (vectors: readonly Width[]): Statement =>
        tile(tileFrame, spacing, rows, vectors, a!.get, panel.get, corner.get)
      const rest = widths(n % tileColumns)
      return sequence(
        panel.set(origin.get),
        corner.set(out!.get),
        times(
          frame,
          Math.floor(n / tileColumns),
          sequence(
            across(widths(tileColumns)),
            advance(panel, 4 * tileColumns * (packed ? k : 1)),
            advance(corner, 4 * tileColumns),
          ),
        ),
        rest.length > 0 ? across(rest) : code('nothing'),
        advance(a!, rows * aRow),
        advance(out!, 4 * rows * n),
      )
    }
    return sequence(
      packed ? sequence(origin.set(scratch!.get), pack(frame, k, n, b!, scratch!)) : code('nothing'),
      times(frame, Math.floor(m / tileRows), band(tileRows)),
      m % tileRows > 0 ? band(m % tileRows) : code('nothing'),
    )
  })
