import type { TopLevelSpec } from 'vega-lite'
import { found } from '../../examples/12-your-own-network/main.ts'
import { first, grey, other, second } from './palette.ts'

const pairs = ['0 1', '2 3', '4 5', '6 7', '8 9']

/** The accuracies on each pair of digits in the end, a bar for each loss and head. */
export const picture: TopLevelSpec = {
  title: 'Five pairs of digits, one after the other: what is left in the end',
  width: 460,
  height: 240,
  data: {
    values: found.flatMap(({ name, accuracies }) =>
      accuracies.map((accuracy, task) => ({ name, pair: pairs[task]!, accuracy })),
    ),
  },
  mark: { type: 'bar' },
  encoding: {
    x: { field: 'pair', type: 'nominal', axis: { title: 'pair of digits, in the order of learning', labelAngle: 0 } },
    xOffset: { field: 'name', type: 'nominal', sort: null },
    y: {
      field: 'accuracy',
      type: 'quantitative',
      scale: { domain: [0, 1] },
      axis: { title: 'accuracy among all ten digits', format: '.0%', tickCount: 5 },
    },
    color: {
      field: 'name',
      type: 'nominal',
      sort: null,
      scale: { domain: found.map(({ name }) => name), range: [grey, other, second, first] },
      legend: { title: null, orient: 'bottom', columns: 2 },
    },
  },
}
