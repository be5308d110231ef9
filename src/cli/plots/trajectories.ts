import type { TopLevelSpec } from 'vega-lite'
import { checkpoints, deviation, mean, protocolOf, trajectoryColumns } from '../../experiment/protocol/index.ts'
import type { RecordedRun } from '../../records/index.ts'
import type { Panel } from './panel.ts'

/** A run of a network without meta-training; one with it. */
const without = 'without meta-training'
const withIt = 'with meta-training'

/** What is asked for, in words, by the name of its columns. */
const asked = { test: 'on images never seen', train: 'on images that were learned' } as const

/** Whether a run was judged on trajectories of classes after meta-training. */
const isJudged = ({ started, matrix }: RecordedRun): boolean =>
  protocolOf(started).exam.episodes?.along === 'trajectories' && matrix.length > 0

const runsIn = (panels: readonly Panel[]): readonly RecordedRun[] => panels.flatMap(({ runs }) => runs.filter(isJudged))

export const hasTrajectories = (panels: readonly Panel[]): boolean => runsIn(panels).length > 0

export const aboutTrajectories = (panels: readonly Panel[]): string => {
  const bands = runsIn(panels).length > 1 ? ' Bands are one standard deviation over seeds to each side.' : ''
  return `Accuracy on all classes learned so far, by their number, as they come one after the other: of the learner, and of the same network without meta-training on the same classes; dotted, chance.${bands}`
}

/** What is drawn: for each side, learner and number of classes the mean over runs, and what a deviation is from it. */
export const trajectoryPoints = (panels: readonly Panel[]) => {
  const runs = runsIn(panels)
  const lines = [
    { who: withIt, rows: runs.map(({ matrix }) => matrix.at(-1) ?? []) },
    { who: without, rows: runs.map(({ before }) => before) },
  ]
  return Object.entries(asked).flatMap(([side, on]) =>
    lines.flatMap(({ who, rows }) =>
      checkpoints.map((classes) => {
        const column = trajectoryColumns.indexOf(`${side}${classes}`)
        const all = rows.map((row) => row[column] ?? 0)
        const [score, half] = [mean(all), deviation(all)]
        return { on, who, classes, score, low: Math.max(0, score - half), high: Math.min(1, score + half) }
      }),
    ),
  )
}

/** By the number of classes, at left on images never seen, at right on those that were learned: as papers draw it. */
export const trajectoriesOf = (panels: readonly Panel[]): TopLevelSpec => {
  const values = trajectoryPoints(panels)
  const x = {
    field: 'classes',
    type: 'quantitative' as const,
    axis: { title: 'classes learned, one after the other', grid: false, values: [...checkpoints] },
    scale: { domain: [0, Math.max(...checkpoints)] },
  }
  const axis = { title: 'accuracy on all of them', format: '.0%', tickCount: 5 }
  const y = { field: 'score', type: 'quantitative' as const, axis, scale: { domain: [0, 1] } }
  const color = {
    field: 'who',
    type: 'nominal' as const,
    scale: { domain: [withIt, without], range: ['#0072b2', '#d55e00'] },
    legend: {
      title: null,
      symbolType: 'stroke' as const,
      symbolOpacity: 1,
      symbolStrokeWidth: 2.5,
      orient: 'bottom' as const,
    },
  }
  const most = Math.max(...checkpoints)
  const chance = Array.from({ length: most - 1 }, (_, i) => ({ classes: i + 2, score: 1 / (i + 2) }))
  return {
    hconcat: Object.values(asked).map((on) => ({
      title: { text: on, fontSize: 12, fontWeight: 'normal' as const, anchor: 'start' as const },
      width: 280,
      height: 240,
      layer: [
        {
          data: { values: chance },
          mark: { type: 'line' as const, color: '#8c959f', strokeDash: [2, 3], strokeWidth: 1.2 },
          encoding: { x, y },
        },
        {
          data: { values: values.filter((one) => one.on === on) },
          mark: { type: 'area' as const, opacity: 0.18 },
          encoding: { x, y: { ...y, field: 'low', axis }, y2: { field: 'high' }, color },
        },
        {
          data: { values: values.filter((one) => one.on === on) },
          mark: { type: 'line' as const, strokeWidth: 2, point: { size: 40 } },
          encoding: { x, y, color },
        },
      ],
    })),
    spacing: 36,
  }
}
