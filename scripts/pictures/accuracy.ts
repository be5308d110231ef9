import type { TopLevelSpec } from 'vega-lite'

/** A line of accuracies in a picture: after so many tasks, so high. */
export interface AccuracyLine {
  readonly label: string
  readonly colour: string
  /** From the first `after` on, one a task. */
  readonly accuracies: readonly number[]
}

/** Accuracies after each task, a line each with its name at its end. */
export const accuracyPlot = (
  title: string,
  y: string,
  lines: readonly AccuracyLine[],
  { from = 1, width = 380 }: { readonly from?: number; readonly width?: number } = {},
) => {
  const values = lines.flatMap(({ label, accuracies }) =>
    accuracies.map((accuracy, i) => ({ label, after: from + i, accuracy })),
  )
  const last = Math.max(...values.map(({ after }) => after))
  const colour = {
    field: 'label',
    type: 'nominal',
    scale: { domain: lines.map(({ label }) => label), range: lines.map((line) => line.colour) },
    legend: { title: null, orient: 'bottom', symbolType: 'stroke' },
  } as const
  return {
    title,
    width,
    height: 260,
    data: { values },
    mark: { type: 'line', strokeWidth: 2.5, point: { size: 40 } },
    encoding: {
      x: {
        field: 'after',
        type: 'quantitative',
        scale: { domain: [from, last], nice: false },
        axis: {
          title: 'tasks learned',
          grid: false,
          format: 'd',
          values: Array.from({ length: last - from + 1 }, (_, i) => from + i),
        },
      },
      y: {
        field: 'accuracy',
        type: 'quantitative',
        scale: { zero: false, nice: true },
        axis: { title: y, format: '.0%', tickCount: 6 },
      },
      color: colour,
    },
  } as const satisfies TopLevelSpec
}
