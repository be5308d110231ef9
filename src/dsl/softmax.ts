import { add, equal, exp, less, like, log, negate, select, subtract } from './arithmetic.ts'
import { named } from './combinator.ts'
import { firstOrder } from './gradient.ts'
import { kindOf } from './kind.ts'
import { maths } from './notation/index.ts'
import { columns, field, innerProducts, largestAlong, sumAlong } from './rows.ts'
import { built, type Rows, type RowWidth } from './term.ts'

const { call, part } = maths

/** As good as −∞, and finite. */
const closed = -1e11

/**
 * Rows with the numbers that take no part replaced: of outputs those of other tasks' heads; of one number an example of a batch those
 * of padding. Rows of another width stay as they are.
 *
 * @param otherwise what they are replaced by
 */
export const within = <W extends RowWidth>(rows: Rows<W>, otherwise: number): Rows<W> => {
  const kind = kindOf(rows)
  if (kind._tag !== 'Rows') return rows
  if (kind.width === 'outputs')
    return named(
      'ofHeads',
      { rows },
      select(less(0.5, field(built(kind.batch), 'heads')) as never, rows, otherwise) as Rows<W>,
      { writes: part('rows') },
    )
  if (typeof kind.width !== 'object') return rows
  const weight = field(built(kind.width.examplesOf), 'weight')
  const ones = like(field(built(kind.batch), 'position'), 1)
  return select(less(0, innerProducts(ones, weight)) as never, rows, otherwise) as Rows<W>
}

/** The same with what takes no part as good as −∞: what a softmax is of. */
export const ofHeads = <W extends RowWidth>(rows: Rows<W>): Rows<W> => within(rows, closed)

/** log Σⱼ exp aⱼ along each row, shifted by the largest so that nothing overflows, over the numbers that take part: see `within`. */
export const logSumExp = <W extends RowWidth>(rows: Rows<W>): Rows<1> => {
  const inside = ofHeads(rows)
  const shift = firstOrder(largestAlong(inside))
  const definition = add(log(sumAlong(exp(subtract(inside, shift)))), shift)
  return named('logSumExp', { rows }, definition, { writes: call('logsumexp', part('rows')) })
}

/** aⱼ − log Σᵢ exp aᵢ along each row, over the heads that the examples' tasks have, where rows are outputs. */
export const logSoftmax = <W extends RowWidth>(rows: Rows<W>): Rows<W> =>
  named('logSoftmax', { rows }, subtract(ofHeads(rows), logSumExp(rows)) as Rows<W>, {
    writes: call('logsoftmax', part('rows')),
  })

/**
 * exp aⱼ / Σᵢ exp aᵢ along each row: the chance of each class, among the heads that the examples' tasks have, where rows are outputs; 0
 * for others. Of one number for each example of a batch, padding has none.
 */
export const softmax = <W extends RowWidth>(rows: Rows<W>): Rows<W> =>
  named('softmax', { rows }, exp(logSoftmax(rows)), { writes: call('softmax', part('rows')) })

/** The column of the largest number of each row, from 0: the first of those that are, among the heads that its task has. No derivative passes. */
export const argMax = <W extends RowWidth>(rows: Rows<W>): Rows<1> => {
  const inside = ofHeads(rows)
  const first = negate(largestAlong(select(equal(inside, largestAlong(inside)), negate(columns(rows)), closed)))
  return named('argMax', { rows }, firstOrder(first) as Rows<1>, { writes: call('argmax', part('rows')) })
}

/** Rows as wide as `like`, 1 in the column that `at` says and 0 elsewhere. */
export const oneHot = <W extends RowWidth>(at: Rows<1>, like: Rows<W>): Rows<W> =>
  named('oneHot', { at }, select(equal(columns(like), at), 1, 0) as Rows<W>, {
    writes: call('onehot', part('at')),
  })
