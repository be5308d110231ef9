import type { Routine } from '../assembler/index.ts'
import { dotProducts } from './dot.ts'
import { packedBytes } from './pack.ts'
import { type TileSize, tiledProduct } from './tiled.ts'

/** The work of one product, whether its arguments change places, and the scratch bytes that it needs. */
export interface MatMulPlan {
  readonly routine: Routine
  readonly swapped: boolean
  readonly scratchBytes: number
}

const plain = (routine: Routine): MatMulPlan => ({ routine, swapped: false, scratchBytes: 0 })

/** Few rows leave registers for more columns. */
const tileSize = (m: number): TileSize =>
  m === 1 ? { rows: 1, columns: 40 } : m === 2 ? { rows: 2, columns: 16 } : { rows: 4, columns: 8 }

/** From so many rows on, reading B from panels wins back the copying. */
const rowsWorthPacking = 32

/** Up to so many rows, dot products along the rows of Bᵀ are faster than transposing it. */
const rowsOfDotProducts = 3

/**
 * op(A)·op(B) for A [m, k] (or [k, m]) and B [k, n] (or [n, k]). A product with a vector on the right is computed as
 * its transpose, with the vector on the left.
 */
export const matMul = (m: number, k: number, n: number, transposeA: boolean, transposeB: boolean): MatMulPlan => {
  if (n === 1 && m > 1) return { ...matMul(1, k, m, false, !transposeA), swapped: true }
  const columnsOfA = transposeA && m > 1
  const rowsOfB = transposeB && k > 1
  if (rowsOfB && !columnsOfA && m <= rowsOfDotProducts) return plain(dotProducts(m, k, n))
  if (rowsOfB) {
    return {
      routine: tiledProduct(m, k, n, columnsOfA, 'columns', { rows: 4, columns: 8 }),
      swapped: false,
      scratchBytes: packedBytes(k, n),
    }
  }
  if (m < rowsWorthPacking || k * n < 4096) return plain(tiledProduct(m, k, n, columnsOfA, 'none', tileSize(m)))
  return {
    routine: tiledProduct(m, k, n, columnsOfA, 'rows', { rows: 4, columns: 8 }),
    swapped: false,
    scratchBytes: packedBytes(k, n),
  }
}
