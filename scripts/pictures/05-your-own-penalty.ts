import { like, onVectors, orThrow, type Params, type Penalty, quadratic } from 'retain-lang'
import type { TopLevelSpec } from 'vega-lite'
import { huber, slip } from '../../examples/05-your-own-penalty/main.ts'
import { grey, other, own, second } from './palette.ts'

const grid = Array.from({ length: 121 }, (_, i) => -3 + i / 20)

const pulls: Readonly<Record<string, (c: Params) => Penalty>> = {
  'no penalty': (c) => quadratic({ strength: 0, weight: 1, centre: c }),
  quadratic: (c) => quadratic({ strength: 1, weight: 1, centre: c }),
  huber: (c) => huber(0.5, c),
  'huber with the slip': (c) => slip(0.5, c),
}

const curves = await Promise.all(
  Object.entries(pulls).map(async ([name, pull]) => {
    const values = await orThrow(onVectors({ grid }, ({ grid }) => pull(like(grid, 0)).prox(1)(grid)))
    return values.map((prox, i) => ({ name, v: grid[i], prox }))
  }),
)

/** What each prox makes of a parameter. */
export const picture: TopLevelSpec = {
  title: 'What each prox makes of a parameter at v',
  width: 420,
  height: 300,
  data: { values: curves.flat() },
  mark: { type: 'line', strokeWidth: 2.5 },
  encoding: {
    x: { field: 'v', type: 'quantitative', scale: { nice: false }, axis: { title: 'v', tickCount: 7 } },
    y: { field: 'prox', type: 'quantitative', axis: { title: 'prox(v), γ = 1 and δ = 0.5', tickCount: 7 } },
    color: {
      field: 'name',
      type: 'nominal',
      scale: { domain: Object.keys(pulls), range: [grey, other, own, second] },
      legend: { title: null, symbolType: 'stroke' },
    },
    strokeDash: {
      field: 'name',
      type: 'nominal',
      scale: {
        domain: Object.keys(pulls),
        range: [
          [2, 3],
          [1, 0],
          [1, 0],
          [6, 3],
        ],
      },
      legend: { title: null, symbolType: 'stroke' },
    },
  },
}
