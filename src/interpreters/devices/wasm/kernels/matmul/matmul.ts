import type { Routine } from '../../assembler/index.ts'
import { dotProducts } from './dot.ts'
import { packedBytes } from './pack.ts'
import type { Rounding } from './rounding.ts'
import { tiledProduct } from './tiled.ts'

/** The work of one product, whether its arguments change places, and the scratch bytes that it needs. */
export interface MatMulPlan {
  readonly routine: Routine
  readonly swapped: boolean
  readonly scratchBytes: number
}

const plain = (routine: Routine): MatMulPlan => ({ routine, swapped: false, scratchBytes: 0 })

/** From so many rows and elements of B on, reading B from panels wins back the copying of it. */
const rowsWorthPacking = 32
const elementsWorthPacking = 1 << 15

/**
 * Sums of at least two of these are taken block by block: what a block reads stays in the nearest cache. Measured on the products of
 * convolutions, that doubles the speed for columns of A, of which a cache line holds several.
 */
const termsOfBlock = (byColumnsOfA: boolean): number => (byColumnsOfA ? 128 : 256)

/** Up to so many rows, dot products along the rows of Bᵀ are faster than transposing it. */
const rowsOfDotProducts = 3

/**
 * op(A)·op(B) for A [m, k] (or [k, m]) and B [k, n] (or [n, k]). A product with a vector on the right is computed as
 * its transpose, with the vector on the left.
 */
export const matMul = (
  m: number,
  k: number,
  n: number,
  transposeA: boolean,
  transposeB: boolean,
  adds = false,
  rounding: Rounding = 'twice',
): MatMulPlan => {
  if (n === 1 && m > 1) return { ...matMul(1, k, m, false, !transposeA, adds, rounding), swapped: true }
  const byColumnsOfA = transposeA && m > 1
  const byRowsOfB = transposeB && k > 1
  if (byRowsOfB && !byColumnsOfA && m <= rowsOfDotProducts && !adds) return plain(dotProducts(m, k, n, rounding))
  const worthPacking = m >= rowsWorthPacking && k * n >= elementsWorthPacking
  const terms = termsOfBlock(byColumnsOfA)
  const block = m > 1 && k >= 2 * terms ? terms : k
  if (!byRowsOfB && !worthPacking) return plain(tiledProduct(m, k, n, byColumnsOfA, 'none', block, adds, rounding))
  const routine = tiledProduct(m, k, n, byColumnsOfA, byRowsOfB ? 'columns' : 'rows', block, adds, rounding)
  return { routine, swapped: false, scratchBytes: packedBytes(block, n) }
}
