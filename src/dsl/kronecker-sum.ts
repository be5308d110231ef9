import { add } from './arithmetic.ts'
import { kindOf } from './kind.ts'
import { type Factors, kroneckerProduct } from './kronecker.ts'
import { append, mapTasks, totalOverTasks } from './tasks.ts'
import type { List, Params } from './term.ts'

/**
 * A sum over tasks of Kronecker products, layer by layer: a list holds each of them, Σᵢ Aᵢ ⊗ Gᵢ; factors by themselves are sums of factors,
 * (Σᵢ Aᵢ) ⊗ (Σᵢ Gᵢ), which has the products of one task's A and another's G as well, and is one product however many tasks there are.
 */
export type KroneckerSum = List<Factors> | Factors

const isList = (sum: KroneckerSum): sum is List<Factors> => kindOf(sum)._tag === 'List'

/**
 * The sum with the factors of one more task, in the form that it has: a list has one more, sums of factors are added to.
 *
 * Laws: of one task both forms are the same matrix; the list's is the sum of its matrices.
 */
export const plusKronecker = (sum: KroneckerSum, factors: Factors): KroneckerSum =>
  isList(sum) ? append(sum, factors) : add(sum, factors)

/** Λ v of such a sum: Σᵢ Aᵢ V Gᵢ over a list, A V G of sums of factors. */
export const kroneckerSum =
  (sum: KroneckerSum) =>
  (of: Params): Params =>
    isList(sum)
      ? totalOverTasks(mapTasks(sum, (factors: Factors): Params => kroneckerProduct(factors)(of)))
      : kroneckerProduct(sum)(of)
