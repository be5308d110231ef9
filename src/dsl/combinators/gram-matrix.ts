import { dot, equal, like, multiply, select, subtract } from '../arithmetic.ts'
import { named } from '../combinator.ts'
import { call, part, row } from '../notation/maths.ts'
import type { Notation } from '../notation/notation.ts'
import { columns, type Matrix, rowNumbers, zeroMatrix } from '../rows.ts'
import { mapTasks, totalOverTasks } from '../tasks.ts'
import type { List, Params, Scalar } from '../term.ts'

const notation: Notation = {
  gives: 'G',
  writes: call('gram', part('list')),
  notes: [row('gram(v) has ⟨vᵢ, vⱼ⟩ in row i and column j, and 0 beyond the list')],
}

/**
 * The Gram matrix of a list over tasks, in the corner of a matrix of a layout of its own, so that a slot may hold it:
 *
 *   Gᵢⱼ = ⟨vᵢ, vⱼ⟩ for i, j < t,  0 elsewhere
 *
 * | symbol | argument | range                                                        |
 * | v₀, …  | `list`   | t vectors                                                    |
 * | m      | `size`   | whole, ≥ 1: G is m × m; elements from the m-th on are left out |
 *
 * Laws: symmetric; aᵀGa = ‖Σᵢ aᵢ vᵢ‖²; diagonal with 0 and 1 for what `gramSchmidt` keeps; of no element 0.
 */
export const gramMatrix = <N extends string, const M extends number>(list: List<Params<N>>, size: M): Matrix<M, M> => {
  const zero = zeroMatrix(size, size)
  const [down, along] = [rowNumbers(zero), columns(zero)]
  const at = (places: Matrix<M, M>, place: Scalar): Matrix<M, M> =>
    select(equal(subtract(places, place), zero), like(zero, 1), zero)
  const rowOf = (v: Params<N>): Matrix<M, M> =>
    totalOverTasks(mapTasks(list, (u: Params<N>, j: Scalar) => multiply(dot(v, u), at(along, j))))
  const rows = mapTasks(list, (v: Params<N>, i: Scalar) => multiply(at(down, i), rowOf(v)))
  return named('gramMatrix', { list }, totalOverTasks(rows), notation)
}
