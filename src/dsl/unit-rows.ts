import { divide, equal, multiply, select, sqrt } from './arithmetic.ts'
import { named } from './combinator.ts'
import { maths } from './notation/index.ts'
import { sumAlong } from './rows.ts'
import type { Rows, RowWidth } from './term.ts'

const { call, part, row } = maths

/**
 * a / ‖a‖ for each row: rows of length 1. A row of zeros stays as it is.
 *
 * Laws: of length 1 or 0; the same for rows times any positive number, to the bit for powers of two.
 */
export const unitRows = <W extends RowWidth>(rows: Rows<W>): Rows<W> => {
  const length = sqrt(sumAlong(multiply(rows, rows)))
  return named('unitRows', { rows }, divide(rows, select(equal(length, 0), 1, length)), {
    writes: call('unit', part('rows')),
    notes: [row('unit(v) has each row of v scaled to length 1')],
  })
}
