import type { TopLevelSpec } from 'vega-lite'
import { fits, points, truth } from '../../examples/11-your-own-loss/main.ts'
import { other, own } from './palette.ts'

const shown = { 'squared error': other, 'Cauchy, of one’s own': own } as const

const position = {
  x: { field: 'x', type: 'quantitative', axis: { title: 'x' } },
  y: { field: 'y', type: 'quantitative', axis: { title: 'y' } },
} as const

/** Points, of which some are wrong; the curve that the others are on; and what two losses make of them. */
export const picture: TopLevelSpec = {
  title: 'One in five is wrong',
  width: 420,
  height: 300,
  layer: [
    { data: { values: points }, mark: { type: 'point', size: 24, filled: true, color: '#999' }, encoding: position },
    {
      data: { values: truth },
      mark: { type: 'line', strokeDash: [4, 4], strokeWidth: 2, color: '#222' },
      encoding: position,
    },
    {
      data: {
        values: Object.keys(shown).flatMap((loss) => (fits[loss] ?? []).map((point) => ({ ...point, loss }))),
      },
      mark: { type: 'line', strokeWidth: 2 },
      encoding: {
        ...position,
        color: {
          field: 'loss',
          type: 'nominal',
          scale: { domain: Object.keys(shown), range: Object.values(shown) },
          legend: { title: null, orient: 'top-left' },
        },
      },
    },
  ],
}
