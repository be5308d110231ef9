import type { TopLevelSpec } from 'vega-lite'
import { heights } from '../../examples/07-your-own-combinator/main.ts'
import { other, own } from './palette.ts'

/** How high the two kinds of momentum are in the ravine after each step. */
export const picture: TopLevelSpec = {
  title: 'Down a ravine: how high after each step',
  width: 420,
  height: 280,
  data: {
    values: Object.entries(heights).flatMap(([name, list]) => list.map((height, step) => ({ name, step, height }))),
  },
  mark: { type: 'line', strokeWidth: 2.5 },
  encoding: {
    x: { field: 'step', type: 'quantitative', scale: { nice: false }, axis: { title: 'steps', grid: false } },
    y: {
      field: 'height',
      type: 'quantitative',
      scale: { type: 'log', domain: [1e-4, 30], clamp: true },
      axis: { title: 'height', values: [1e-4, 1e-3, 1e-2, 0.1, 1, 10], format: '~g' },
    },
    color: {
      field: 'name',
      type: 'nominal',
      scale: { domain: ['nesterovStep', 'momentumStep'], range: [own, other] },
      legend: { title: null, symbolType: 'stroke' },
    },
  },
}
