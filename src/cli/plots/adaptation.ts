import type { TopLevelSpec } from 'vega-lite'
import { mean, protocolOf } from '../../experiment/protocol/index.ts'
import type { RecordedRun } from '../../records/index.ts'
import type { Panel } from './panel.ts'

type Unit = Extract<TopLevelSpec, { readonly vconcat: readonly unknown[] }>['vconcat'][number]

const runsIn = (panels: readonly Panel[]): readonly RecordedRun[] => panels.flatMap(({ runs }) => runs)

/** The moments at which a learner is judged on an episode, in words, in the order of the columns of a row. */
const moments = ['before adapting', 'after 1 step', 'after 10 steps'] as const
const colours = ['#8c959f', '#e69f00', '#0072b2'] as const

const exam = (panels: readonly Panel[]) => protocolOf(runsIn(panels)[0]?.started ?? {}).exam

/** Whether there is something to draw: a learner that was judged on episodes after meta-training. */
export const hasAdaptation = (panels: readonly Panel[]): boolean =>
  exam(panels).episodes !== undefined && runsIn(panels).some(({ matrix }) => matrix.length > 0)

const fitsIn = (panels: readonly Panel[]) =>
  runsIn(panels)
    .flatMap(({ measured }) => measured.at(-1)?.fits ?? [])
    .slice(0, 2)

export const aboutAdaptation = (panels: readonly Panel[]): string => {
  const { score } = exam(panels)
  const curve = `Mean ${score.one} on new episodes as meta-training goes on: before adapting to the support of each, after one step and after ten; bands are 95 % intervals.`
  return fitsIn(panels).length === 0
    ? curve
    : `${curve} Below: two of the new episodes, the points that are adapted to, what is right (dotted), and what is said.`
}

/** The scores of each moment as meta-training goes on, the mean over runs, with the ends of their intervals. */
const curve = (panels: readonly Panel[]) => {
  const runs = runsIn(panels)
  const rows = runs.map(({ before, matrix }) => [before, ...matrix])
  const stretches = Math.min(...rows.map((all) => all.length))
  return Array.from({ length: stretches }, (_, stretch) =>
    moments.map((moment, i) => {
      const at = (column: number): number => mean(rows.map((all) => all[stretch]?.[column] ?? 0))
      const [score, half] = [at(i), at(i + moments.length + 2)]
      return { stretch, moment, score, low: Math.max(0, score - half), high: score + half }
    }),
  ).flat()
}

const colour = {
  field: 'moment',
  type: 'nominal' as const,
  scale: { domain: [...moments], range: [...colours] },
  legend: {
    title: null,
    symbolType: 'stroke' as const,
    symbolOpacity: 1,
    symbolStrokeWidth: 2,
    orient: 'bottom' as const,
  },
}

const scale = (panels: readonly Panel[]) => {
  const { score } = exam(panels)
  return score.axis.domain === undefined ? {} : { scale: { domain: [...score.axis.domain] } }
}

const progress = (panels: readonly Panel[]): Unit => {
  const { score } = exam(panels)
  const values = curve(panels)
  const last = values.at(-1)?.stretch ?? 0
  const whole = Array.from({ length: last + 1 }, (_, stretch) => stretch)
  const x = {
    field: 'stretch',
    type: 'quantitative' as const,
    axis: { title: 'stretches of meta-training', grid: false, ...(last > 12 ? {} : { values: whole, format: 'd' }) },
  }
  return {
    width: 560,
    height: 240,
    data: { values },
    encoding: { x, color: colour },
    layer: [
      {
        mark: { type: 'area', opacity: 0.18 },
        encoding: { y: { field: 'low', type: 'quantitative', title: score.one }, y2: { field: 'high' } },
      },
      {
        mark: { type: 'line', strokeWidth: 2, point: { size: 26 } },
        encoding: {
          y: {
            field: 'score',
            type: 'quantitative',
            ...scale(panels),
            axis: { title: score.one, format: score.axis.format, tickCount: 6 },
          },
        },
      },
    ],
  }
}

const fitted = (panels: readonly Panel[]): readonly Unit[] =>
  fitsIn(panels).map(({ support, right, said }): Unit => {
    const points = (of: readonly (readonly [number, number])[]) => of.map(([x, y]) => ({ x, y }))
    const x = { field: 'x', type: 'quantitative' as const, axis: { title: 'x', grid: false, tickCount: 6 } }
    const y = { field: 'y', type: 'quantitative' as const, axis: { title: 'y', tickCount: 5 } }
    return {
      width: 262,
      height: 190,
      layer: [
        {
          data: { values: points(right) },
          mark: { type: 'line', color: '#222', strokeDash: [2, 3], strokeWidth: 1.6 },
          encoding: { x, y },
        },
        {
          data: { values: said.flatMap(({ at }, i) => points(at).map((point) => ({ ...point, moment: moments[i] }))) },
          mark: { type: 'line', strokeWidth: 1.8 },
          encoding: { x, y, color: colour },
        },
        {
          data: { values: points(support) },
          mark: { type: 'point', filled: true, size: 42, color: '#d55e00', opacity: 1 },
          encoding: { x, y },
        },
      ],
    }
  })

/** How adapting pays as meta-training goes on; below, where what is learned can be drawn, two episodes with what is said of them. */
export const adaptationOf = (panels: readonly Panel[]): TopLevelSpec => {
  const fits = fitted(panels)
  return {
    vconcat: [progress(panels), ...(fits.length === 0 ? [] : [{ hconcat: [...fits] }])],
    spacing: 28,
  }
}
