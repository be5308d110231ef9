import { orThrow } from 'retain-lang'
import type { TopLevelSpec } from 'vega-lite'
import { learners, sine } from '../../examples/08-maml-on-sines/main.ts'
import { grey, other, own, second } from './palette.ts'

const xs = Array.from({ length: 101 }, (_, i) => -5 + i / 10)
const number = 1e6 + 1
const { support: few, query: whole } = sine(number, 1000)
const truth = whole.inputs.map(([x], i) => ({ x, y: whole.targets[i]![0], line: 'the new sine' }))

/** The curve of each learner before any step on the ten points, and after ten. */
const plots = await Promise.all(
  Object.entries(learners).map(async ([name, from]) => {
    const curves = await Promise.all(
      [0, 10].map(async (steps) => {
        const learner = await orThrow(from.adapt(few, steps))
        const ys = await orThrow(learner.predict(xs.map((x) => [x])))
        return ys.map(([y], i) => ({ x: xs[i], y, line: steps === 0 ? 'before' : 'after 10 steps' }))
      }),
    )
    return { name, values: [...truth, ...curves.flat()] }
  }),
)

const x = { field: 'x', type: 'quantitative' as const, scale: { domain: [-5, 5] }, axis: { title: 'x', grid: false } }
const y = { field: 'y', type: 'quantitative' as const, axis: { title: 'y', tickCount: 6 } }
const lines = ['the new sine', 'before', 'after 10 steps']

/** A sine that neither learner has seen: what each makes of it before and after ten steps on ten of its points. */
export const picture: TopLevelSpec = {
  hconcat: plots.map(({ name, values }) => ({
    title: name,
    width: 300,
    height: 260,
    layer: [
      {
        data: { values },
        mark: { type: 'line', strokeWidth: 2.5 },
        encoding: {
          x,
          y,
          color: {
            field: 'line',
            type: 'nominal',
            scale: { domain: lines, range: [grey, other, own] },
            legend: { title: null, orient: 'bottom', symbolType: 'stroke' },
          },
        },
      },
      {
        data: { values: few.inputs.map(([at], i) => ({ x: at, y: few.targets[i]![0] })) },
        mark: { type: 'point', filled: true, size: 50, color: second, opacity: 1 },
        encoding: { x, y },
      },
    ],
  })),
}
