import type { TopLevelSpec } from 'vega-lite'
import { best, paths } from '../../examples/09-natural-gradient/main.ts'
import { other, own } from './palette.ts'

const shown = ['gradient, rate 0.15', 'natural gradient, rate 0.15']

/** The ways of w and b in the plane, and where least squares is. */
export const picture: TopLevelSpec = {
  title: 'Twenty steps towards the best line',
  width: 420,
  height: 300,
  layer: [
    {
      data: {
        values: shown.flatMap((name) => paths[name]!.map((at, step) => ({ name, step, ...at }))),
      },
      mark: { type: 'line', strokeWidth: 2, point: { size: 28, filled: true } },
      encoding: {
        x: { field: 'w', type: 'quantitative', scale: { zero: false }, axis: { title: 'w' } },
        y: { field: 'b', type: 'quantitative', scale: { zero: false }, axis: { title: 'b' } },
        order: { field: 'step' },
        color: {
          field: 'name',
          type: 'nominal',
          scale: { domain: shown, range: [other, own] },
          legend: { title: null, symbolType: 'stroke', orient: 'bottom' },
        },
      },
    },
    {
      data: { values: [{ ...best, label: 'least squares' }] },
      layer: [
        {
          mark: { type: 'point', shape: 'cross', size: 120, filled: true, color: '#222' },
          encoding: { x: { field: 'w', type: 'quantitative' }, y: { field: 'b', type: 'quantitative' } },
        },
        {
          mark: { type: 'text', dy: 16, align: 'center', color: '#222' },
          encoding: {
            x: { field: 'w', type: 'quantitative' },
            y: { field: 'b', type: 'quantitative' },
            text: { field: 'label' },
          },
        },
      ],
    },
  ],
}
