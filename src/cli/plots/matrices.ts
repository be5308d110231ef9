import type { TopLevelSpec } from 'vega-lite'
import { mean, protocolOf } from '../../experiment/protocol/index.ts'
import type { Standing } from '../../sweep/index.ts'

/** The mean matrix of scores over seeds: entry [i][j] on task j after task i, as far as all rows go. */
export const meanMatrix = ({ finished }: Pick<Standing, 'finished'>): readonly (readonly number[])[] =>
  (finished[0]?.run.matrix ?? []).map((row, i) =>
    row.map((_, j) => mean(finished.flatMap(({ run }) => run.matrix[i]?.[j] ?? []))),
  )

/** Up to so many tasks each entry is written into its square. */
const mostWritten = 6

/** Whether there are rows of tasks to show: rows of episodes are something else. */
export const hasMatrices = (standings: readonly Standing[]): boolean =>
  protocolOf(standings[0]?.sample.started ?? {}).exam.episodes === undefined &&
  standings.some(({ finished }) => (finished[0]?.run.matrix.length ?? 0) > 1)

export const aboutMatrices = (standings: readonly Standing[]): string =>
  `The ${protocolOf(standings[0]?.sample.started ?? {}).exam.score.one} on each task (from left to right) after each was learned (from the top down); the mean over seeds. Below the diagonal is what is left of tasks that were learned before.`

/** A square a task and a task learned, a panel a method. */
export const matricesOf = (standings: readonly Standing[]): TopLevelSpec => {
  const { score } = protocolOf(standings[0]?.sample.started ?? {}).exam
  const tasks = Math.max(1, ...standings.map(({ finished }) => finished[0]?.run.matrix.length ?? 0))
  const side = Math.max(120, Math.min(220, 22 * tasks))
  const axis = { labelOverlap: true, grid: false, domain: false, ticks: false, labelAngle: 0 } as const
  const x = { field: 'task', type: 'ordinal' as const, axis: { ...axis, title: 'task' } }
  const y = { field: 'after', type: 'ordinal' as const, axis: { ...axis, title: 'learned' } }
  const values = standings.flatMap((standing) =>
    meanMatrix(standing).flatMap((row, i) =>
      row.slice(0, i + 1).map((value, j) => ({ label: standing.label, task: j + 1, after: i + 1, value })),
    ),
  )
  return {
    data: { values },
    facet: {
      field: 'label',
      type: 'nominal',
      sort: standings.map(({ label }) => label),
      header: { title: null, labelFontSize: 12, labelFontWeight: 600, labelAnchor: 'start' },
    },
    columns: 3,
    spacing: { row: 12, column: 16 },
    spec: {
      width: side,
      height: side,
      layer: [
        {
          mark: { type: 'rect' },
          encoding: {
            x,
            y,
            color: {
              field: 'value',
              type: 'quantitative',
              scale: {
                scheme: { name: 'blues', extent: [0.05, 1] },
                reverse: score.better === 'less',
                ...(score.axis.domain === undefined ? {} : { domain: [...score.axis.domain] }),
              },
              legend: { title: score.one, format: score.axis.format },
            },
          },
        },
        ...(tasks > mostWritten
          ? []
          : [
              {
                mark: { type: 'text' as const, fontSize: 11 },
                encoding: {
                  x,
                  y,
                  text: {
                    field: 'value',
                    type: 'quantitative' as const,
                    format: score.better === 'more' ? '.0%' : '.2~g',
                  },
                  color: {
                    condition: { test: score.better === 'more' ? 'datum.value > 0.55' : 'false', value: 'white' },
                    value: '#222',
                  },
                },
              },
            ]),
      ],
    },
  }
}
