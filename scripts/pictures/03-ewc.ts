import type { TopLevelSpec } from 'vega-lite'
import { runs } from '../../examples/03-ewc/main.ts'
import { accuracyPlot } from './accuracy.ts'
import { other, own } from './palette.ts'

const firstTask = (run: (typeof runs)[keyof typeof runs]) => run.matrix.map((row) => row[0]!)

/** The accuracy on the first task after each task, with and without EWC. */
export const picture: TopLevelSpec = accuracyPlot(
  'The first task while four more are learned',
  'accuracy on the first task',
  [
    { label: 'EWC', colour: own, accuracies: firstTask(runs.EWC) },
    { label: 'finetune', colour: other, accuracies: firstTask(runs.finetune) },
  ],
)
