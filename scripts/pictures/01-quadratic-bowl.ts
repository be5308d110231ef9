import type { TopLevelSpec } from 'vega-lite'
import { heightAt, penalties, proxes, v } from '../../examples/01-quadratic-bowl/main.ts'
import { grey, own, second } from './palette.ts'

const grid = Array.from({ length: 101 }, (_, i) => -0.5 + i / 25)

/** The bowl of each penalty along the first coordinate, the second being that of its prox; from its lowest height. */
const curves = await Promise.all(
  proxes.map(async ({ name, closed }) => {
    const height = (u: number) => heightAt(penalties[name]!, [u, closed[1]!])
    const least = await height(closed[0]!)
    const heights = await Promise.all(grid.map(height))
    const bowl = heights.map((h, i) => ({ name, kind: 'bowl', u: grid[i]!, height: h - least }))
    return [...bowl.filter(({ height }) => height <= 5), { name, kind: 'prox', u: closed[0]!, height: 0 }]
  }),
)

/** For each penalty f(u) + ‖u − v‖² / 2γ, its lowest point by the closed form, and v. */
export const picture: TopLevelSpec = {
  title: 'The prox: where the tilted bowl is lowest',
  data: { values: curves.flat() },
  facet: { field: 'name', type: 'nominal', header: { title: null, labelFontSize: 12 }, sort: Object.keys(penalties) },
  columns: 2,
  spec: {
    width: 250,
    height: 150,
    layer: [
      {
        data: { values: [{ v: v[0] }] },
        mark: { type: 'rule', strokeDash: [4, 3], color: grey },
        encoding: { x: { field: 'v', type: 'quantitative' } },
      },
      {
        transform: [{ filter: "datum.kind == 'bowl'" }],
        mark: { type: 'line', color: own, strokeWidth: 2.5 },
        encoding: {
          x: {
            field: 'u',
            type: 'quantitative',
            scale: { domain: [-0.5, 3.5], nice: false },
            axis: { title: 'u₁ (dashed: v₁)', grid: false, tickCount: 5 },
          },
          y: {
            field: 'height',
            type: 'quantitative',
            scale: { domain: [0, 5] },
            axis: { title: 'above the lowest', tickCount: 4 },
          },
        },
      },
      {
        transform: [{ filter: "datum.kind == 'prox'" }],
        mark: { type: 'point', filled: true, size: 90, color: second, opacity: 1 },
        encoding: { x: { field: 'u', type: 'quantitative' }, y: { field: 'height', type: 'quantitative' } },
      },
    ],
  },
}
