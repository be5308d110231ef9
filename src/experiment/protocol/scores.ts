import { countRight } from './count-right.ts'
import { percent } from './percent.ts'
import type { Protocol } from './protocol.ts'
import { significant } from './signed.ts'
import { squaredErrors } from './squared-errors.ts'

/** How examples are marked, and what their marks come to, in words. */
type Scored = Pick<Protocol['exam'], 'score' | 'marks'>

/** Labels: the fraction that is right. */
export const accuracies: Scored = {
  score: {
    name: 'accuracies',
    one: 'accuracy',
    a: 'an accuracy',
    many: 'accuracies',
    better: 'more',
    admits: { holds: (value) => value >= 0 && value <= 1, range: 'from 0 to 1' },
    unit: { words: 'in percent', sign: ' %' },
    shown: percent,
    axis: { format: '.0%', domain: [0, 1] },
  },
  marks: ({ examples, outputs, from, count, among }) =>
    countRight(outputs, examples.classes, count, (row) => examples.label(from + row), among),
}

/** Numbers to predict: the mean squared error, ‖f(x) − y‖². */
export const errors: Scored = {
  score: {
    name: 'errors',
    one: 'error',
    a: 'an error',
    many: 'errors',
    better: 'less',
    admits: { holds: (value) => value >= 0 && value < Number.POSITIVE_INFINITY, range: 'finite numbers ≥ 0' },
    unit: { words: 'in mean squares', sign: '' },
    shown: significant(3),
    axis: { format: '.3~g' },
  },
  marks: squaredErrors,
}
