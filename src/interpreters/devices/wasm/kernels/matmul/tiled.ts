import { advance, code, type Routine, routine, type Statement, sequence, times } from '../../assembler/index.ts'
import { type Width, widths } from '../lanes.ts'
import { packColumns, packRows, panelColumns } from './pack.ts'
import type { Rounding } from './rounding.ts'
import { tile } from './tile.ts'

/** How B is read: where it lies, or copied to panels of adjacent columns first. */
export type Packing = 'none' | 'rows' | 'columns'

/** How large a tile is, so that its sums, a row of B and one element of A fit sixteen registers. */
const tileSize = (m: number, packed: boolean): { readonly rows: number; readonly columns: number } =>
  packed || m > 2 ? { rows: 4, columns: panelColumns } : m === 2 ? { rows: 2, columns: 16 } : { rows: 1, columns: 20 }

/**
 * op(A)·B by tiles. A is [m, k], or [k, m] where `transposeA`; B is [k, n], or [n, k] where it is packed by columns. The
 * product comes on top of what is stored where it `adds`. Sums are taken over at most `block` terms at a time, so that what they
 * read stays near.
 */
export const tiledProduct = (
  m: number,
  k: number,
  n: number,
  transposeA: boolean,
  packing: Packing,
  block: number,
  adds: boolean,
  rounding: Rounding,
): Routine =>
  routine(4, ([a, b, out, scratch], frame) => {
    const packed = packing !== 'none'
    const { rows: tileRows, columns: tileColumns } = tileSize(m, packed)
    const aRow = transposeA ? 4 : 4 * k
    const aTerm = transposeA ? 4 * m : 4
    const tileFrame = { frame, a: frame.local('i32'), b: frame.local('i32') }
    const origin = frame.local('i32')
    const panel = frame.local('i32')
    const corner = frame.local('i32')
    const free = frame.local('i32')

    /** Adds (or, for the first, sets) the products of so many terms, and moves A and B past them. */
    const part = (terms: number, onTop: boolean): Statement => {
      const spacing = { terms, aRow, aTerm, bTerm: 4 * (packed ? tileColumns : n), outRow: 4 * n }
      const band = (rows: number): Statement => {
        const across = (vectors: readonly Width[]): Statement =>
          tile(tileFrame, spacing, rows, vectors, a!.get, panel.get, corner.get, onTop, rounding)
        const rest = widths(n % tileColumns)
        return sequence(
          panel.set(origin.get),
          corner.set(out!.get),
          times(
            frame,
            Math.floor(n / tileColumns),
            sequence(
              across(widths(tileColumns)),
              advance(panel, 4 * tileColumns * (packed ? terms : 1)),
              advance(corner, 4 * tileColumns),
            ),
          ),
          rest.length > 0 ? across(rest) : code('nothing'),
          advance(a!, rows * aRow),
          advance(out!, 4 * rows * n),
        )
      }
      const pack = sequence(
        origin.set(scratch!.get),
        free.set(scratch!.get),
        panel.set(b!.get),
        packing === 'rows' ? packRows(frame, terms, n, panel, free) : packColumns(frame, terms, k, n, panel, free),
      )
      return sequence(
        packed ? pack : origin.set(b!.get),
        times(frame, Math.floor(m / tileRows), band(tileRows)),
        m % tileRows > 0 ? band(m % tileRows) : code('nothing'),
        advance(a!, terms * aTerm - m * aRow),
        advance(b!, 4 * terms * (packing === 'columns' ? 1 : n)),
        advance(out!, -4 * m * n),
      )
    }
    const whole = block >= k
    const blocks = Math.floor(k / block)
    const rest = k - blocks * block
    return whole
      ? part(k, adds)
      : sequence(
          part(block, adds),
          times(frame, blocks - 1, part(block, true)),
          rest > 0 ? part(rest, true) : code('nothing'),
        )
  })
