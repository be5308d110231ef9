import type { TopLevelSpec } from 'vega-lite'
import { runs } from '../../examples/06-your-own-method/main.ts'
import { accuracyPlot } from './accuracy.ts'
import { other, own } from './palette.ts'

const soFar = (matrix: readonly (readonly number[])[]) =>
  matrix.map((row, task) => row.slice(0, task + 1).reduce((a, b) => a + b) / (task + 1))

/** The average accuracy on the tasks learned so far, with the mean and without. */
export const picture: TopLevelSpec = accuracyPlot(
  'Average accuracy over the tasks learned so far',
  'average accuracy',
  [
    { label: 'mean from θ₀', colour: own, accuracies: soFar(runs['mean from θ₀'].matrix) },
    { label: 'finetune', colour: other, accuracies: soFar(runs.finetune.matrix) },
  ],
)
