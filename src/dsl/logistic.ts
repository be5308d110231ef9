import { abs, add, exp, log, maximum, multiply, negate, subtract, tanh } from './arithmetic.ts'
import { named } from './combinator.ts'
import { maths } from './notation/index.ts'
import type { Rows, RowWidth } from './term.ts'

const { call, part, row } = maths

/** σ(z) = 1 / (1 + exp −z), number by number: the chance of what has the score z. As ½ + ½ tanh ½z, which never overflows. */
export const logistic = <W extends RowWidth>(rows: Rows<W>): Rows<W> =>
  named('logistic', { rows }, add(0.5, multiply(0.5, tanh(multiply(0.5, rows)))), {
    writes: call('σ', part('rows')),
    notes: [row('σ(z) = 1 / (1 + exp(−z))')],
  })

/**
 * H(y, σ(z)) = log(1 + exp z) − y z, number by number: the cross-entropy of chances y with those of scores z. No exponent is above 0:
 * log(1 + exp z) = max(z, 0) + log(1 + exp −|z|).
 *
 * Law: its derivative by z is σ(z) − y.
 */
export const logisticLoss = <W extends RowWidth>(scores: Rows<W>, chances: Rows<W>): Rows<W> =>
  named(
    'logisticLoss',
    { scores, chances },
    subtract(add(maximum(scores, 0), log(add(1, exp(negate(abs(scores)))))), multiply(chances, scores)),
    {
      writes: call('H', part('chances'), call('σ', part('scores'))),
      notes: [row('H(q, p) is −q log p − (1 − q) log(1 − p), number by number'), row('σ(z) = 1 / (1 + exp(−z))')],
    },
  )
