import type { TopLevelSpec } from 'vega-lite'
import { bowls, digits, path, start } from '../../examples/02-two-tasks/main.ts'
import { accuracyPlot } from './accuracy.ts'
import { first, grey, second } from './palette.ts'

const names = ['first task', 'second task']

/** Where the loss of a bowl has a height: an ellipse. */
const contour = (task: number, height: number) =>
  Array.from({ length: 91 }, (_, i) => {
    const angle = (i * Math.PI) / 45
    const { a, c } = bowls[task]!
    const across = (m: 0 | 1) => c[m] + Math.sqrt((2 * height) / a[m]) * (m === 0 ? Math.cos(angle) : Math.sin(angle))
    return { task: names[task], line: `${task} ${height}`, i, x: across(0), y: across(1) }
  })

const colour = {
  field: 'task',
  type: 'nominal',
  scale: { domain: names, range: [first, second] },
  legend: { title: null, orient: 'bottom', symbolType: 'stroke' },
} as const

const way = path.map(([x, y], i) => ({ x, y, i, task: names[i <= 40 ? 0 : 1] }))
const ends = [
  { x: start[0], y: start[1]! + 0.25, text: 'start' },
  { x: path[40]![0], y: path[40]![1]! + 0.3, text: 'after the first' },
  { x: path[80]![0], y: path[80]![1]! - 0.3, text: 'after the second' },
]
const x = { field: 'x', type: 'quantitative' as const, scale: { domain: [-1, 5], nice: false } }
const y = { field: 'y', type: 'quantitative' as const, scale: { domain: [-1, 5], nice: false } }
const axis = { grid: false, tickCount: 6 }

/** Left the way of the parameters through the two bowls, right the accuracies of the network. */
export const picture: TopLevelSpec = {
  hconcat: [
    {
      title: 'Two parameters',
      width: 260,
      height: 260,
      layer: [
        {
          data: { values: [0, 1].flatMap((task) => [0.15, 0.6, 1.35].flatMap((height) => contour(task, height))) },
          mark: { type: 'line', strokeWidth: 1.2, opacity: 0.8, clip: true },
          encoding: {
            x: { ...x, axis: { ...axis, title: 'θ₁' } },
            y: { ...y, axis: { ...axis, title: 'θ₂' } },
            color: colour,
            detail: { field: 'line' },
            order: { field: 'i' },
          },
        },
        {
          data: { values: way },
          mark: { type: 'line', color: grey, strokeWidth: 1.5 },
          encoding: { x, y, order: { field: 'i' } },
        },
        {
          data: { values: way },
          mark: { type: 'point', filled: true, size: 22, opacity: 1 },
          encoding: { x, y, color: colour },
        },
        {
          data: { values: ends },
          mark: { type: 'text', fontSize: 11 },
          encoding: { x, y, text: { field: 'text' } },
        },
      ],
    },
    accuracyPlot(
      'Digits, then digits upside down',
      'accuracy',
      names.map((label, task) => ({
        label,
        colour: [first, second][task]!,
        accuracies: [digits.before, ...digits.matrix].map((row) => row[task]!),
      })),
      { from: 0, width: 260 },
    ),
  ],
}
