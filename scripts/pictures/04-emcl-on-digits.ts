import type { TopLevelSpec } from 'vega-lite'
import { runs } from '../../examples/04-emcl-on-digits/main.ts'
import { accuracyPlot } from './accuracy.ts'
import { first, second } from './palette.ts'

/** The accuracies on both tasks, a plot a method. */
export const picture: TopLevelSpec = {
  hconcat: Object.entries(runs).map(([name, { before, matrix }]) =>
    accuracyPlot(
      name,
      'accuracy',
      ['first task', 'second task'].map((label, task) => ({
        label,
        colour: [first, second][task]!,
        accuracies: [before, ...matrix].map((row) => row[task]!),
      })),
      { from: 0, width: 260 },
    ),
  ),
}
