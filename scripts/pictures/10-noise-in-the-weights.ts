import type { TopLevelSpec } from 'vega-lite'
import { cold, posterior, warm } from '../../examples/10-noise-in-the-weights/main.ts'
import { other, own } from './palette.ts'

const drawn = 500

/** Of a normal distribution of two numbers, 95 % lie within √5.991 standard deviations. */
const radius = Math.sqrt(5.991)
const { w, b, sw, sb, r } = posterior
const ellipse = Array.from({ length: 73 }, (_, order) => {
  const [x, y] = [Math.cos((order * Math.PI) / 36), Math.sin((order * Math.PI) / 36)]
  return { order, w: w + radius * sw * x, b: b + radius * sb * (r * x + Math.sqrt(1 - r ** 2) * y) }
})
const position = {
  x: { field: 'w', type: 'quantitative', scale: { zero: false }, axis: { title: 'w' } },
  y: { field: 'b', type: 'quantitative', scale: { zero: false }, axis: { title: 'b' } },
} as const

/** The ends of chains, the ellipse of the posterior, and where descent ends. */
export const picture: TopLevelSpec = {
  title: 'Lines that twelve points leave open',
  width: 420,
  height: 300,
  layer: [
    {
      data: { values: warm.w.slice(0, drawn).map((at, i) => ({ w: at, b: warm.b[i]! })) },
      mark: { type: 'point', size: 14, filled: true, opacity: 0.5, color: own },
      encoding: position,
    },
    {
      data: { values: ellipse },
      mark: { type: 'line', strokeWidth: 2, color: other },
      encoding: { ...position, order: { field: 'order' } },
    },
    {
      data: { values: [{ w: cold.w[0]!, b: cold.b[0]! }] },
      mark: { type: 'point', shape: 'cross', size: 120, filled: true, color: '#222' },
      encoding: position,
    },
  ],
}
