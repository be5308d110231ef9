import type { TopLevelSpec } from 'vega-lite'
import {
  deviation,
  eachAt,
  halfWidth,
  mean,
  type Protocol,
  protocolOf,
  type Trajectories,
  trajectoryColumns,
} from '../../experiment/protocol/index.ts'
import type { RecordedRun } from '../../records/index.ts'
import type { Panel } from './panel.ts'

/** A run of a network without meta-training; one with it. */
const without = 'without meta-training'
const withIt = 'with meta-training'

const formOf = ({ started }: RecordedRun): Trajectories | undefined => protocolOf(started).exam.episodes?.trajectories

/** The runs that were judged on trajectories after meta-training, by one protocol. */
const runsIn = (panels: readonly Panel[]): readonly RecordedRun[] => {
  const judged = panels.flatMap(({ runs }) => runs.filter((run) => formOf(run) !== undefined && run.matrix.length > 0))
  return judged.filter(({ started }) => started.protocol === judged[0]?.started.protocol)
}

/** How they were judged. */
const judgedBy = (
  runs: readonly RecordedRun[],
): { readonly exam: Protocol['exam']; readonly form: Trajectories } | undefined => {
  const [first] = runs
  const form = first === undefined ? undefined : formOf(first)
  return first === undefined || form === undefined ? undefined : { exam: protocolOf(first.started).exam, form }
}

export const hasTrajectories = (panels: readonly Panel[]): boolean => runsIn(panels).length > 0

/** What bands are: of scores that are kept, over all trajectories of all runs; else over seeds, where there are some. */
const bandsOf = (runs: readonly RecordedRun[], { kept }: Trajectories): string =>
  kept !== undefined
    ? ' Bands are 95 % intervals of the mean over trajectories.'
    : runs.length > 1
      ? ' Bands are one standard deviation over seeds to each side.'
      : ''

export const aboutTrajectories = (panels: readonly Panel[]): string => {
  const runs = runsIn(panels)
  const by = judgedBy(runs)
  if (by === undefined) return ''
  const { score } = by.exam
  const { many } = by.form
  const title = `${score.one[0]?.toUpperCase()}${score.one.slice(1)}`
  const chance = score.name === 'accuracies' ? '; dotted, chance' : ''
  return `${title} on all ${many} learned so far, by their number, as they come one after the other: of the learner, and of the same network without meta-training on the same ${many}${chance}.${bandsOf(runs, by.form)}`
}

/** The mean over runs at a checkpoint, and how far its band goes to each side. */
const measuredAt = (
  form: Trajectories,
  rows: readonly (readonly number[])[],
  column: string,
  count: number,
): readonly [mean: number, half: number] => {
  const place = trajectoryColumns(form).indexOf(column)
  const all = rows.map((row) => row[place] ?? 0)
  return [
    mean(all),
    form.kept === undefined ? deviation(all) : halfWidth(rows.flatMap((row) => eachAt(form, row, count))),
  ]
}

/** What is drawn: for each side, learner and number of classes or functions the mean over runs, and the band about it. */
export const trajectoryPoints = (panels: readonly Panel[]) => {
  const runs = runsIn(panels)
  const by = judgedBy(runs)
  if (by === undefined) return []
  const { exam, form } = by
  const lines = [
    { who: withIt, rows: runs.map(({ matrix }) => matrix.at(-1) ?? []) },
    { who: without, rows: runs.map(({ before }) => before) },
  ]
  const most = exam.score.axis.domain?.[1] ?? Number.POSITIVE_INFINITY
  return form.sides.flatMap(({ column, title: on }) =>
    lines.flatMap(({ who, rows }) =>
      form.checkpoints.map((count) => {
        const [score, half] = measuredAt(form, rows, `${column}${count}`, count)
        return { on, who, count, score, low: Math.max(0, score - half), high: Math.min(most, score + half) }
      }),
    ),
  )
}

/** By the number of classes or functions, a panel a side: as papers draw it. */
export const trajectoriesOf = (panels: readonly Panel[]): TopLevelSpec => {
  const values = trajectoryPoints(panels)
  const { exam, form } = judgedBy(runsIn(panels))!
  const { checkpoints, sides, many, length } = form
  const { axis: of, one, name } = exam.score
  const x = {
    field: 'count',
    type: 'quantitative' as const,
    axis: { title: `${many} learned, one after the other`, grid: false, values: [...checkpoints] },
    scale: { domain: [0, length] },
  }
  const axis = { title: `${one} on all of them`, format: of.format, tickCount: 5 }
  const scale = of.domain === undefined ? { zero: true } : { domain: [...of.domain] }
  const y = { field: 'score', type: 'quantitative' as const, axis, scale }
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
  const chance = Array.from({ length: length - 1 }, (_, i) => ({ count: i + 2, score: 1 / (i + 2) }))
  return {
    hconcat: sides.map(({ title: on }) => ({
      title: { text: on, fontSize: 12, fontWeight: 'normal' as const, anchor: 'start' as const },
      width: 280,
      height: 240,
      layer: [
        ...(name === 'accuracies'
          ? [
              {
                data: { values: chance },
                mark: { type: 'line' as const, color: '#8c959f', strokeDash: [2, 3], strokeWidth: 1.2 },
                encoding: { x, y },
              },
            ]
          : []),
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
