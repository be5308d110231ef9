import type { TopLevelSpec } from 'vega-lite'
import { mean } from '../../experiment/index.ts'
import { coloursFor, dashesFor } from './palette.ts'
import type { Standing } from './standing.ts'

interface Point {
  readonly label: string
  readonly learned: number
  readonly accuracy: number
}

/** The mean accuracy on the tasks learned so far, after each task, over all seeds. */
export const evolutionPoints = (standings: readonly Standing[]): readonly Point[] =>
  standings.flatMap(({ label, finished }) => {
    const tasks = finished[0]?.run.matrix.length ?? 0
    return Array.from({ length: tasks }, (_, task) => ({
      label,
      learned: task + 1,
      accuracy: mean(finished.map(({ run }) => mean((run.matrix[task] ?? []).slice(0, task + 1)))),
    }))
  })

/** A line a method: how its average accuracy goes as tasks are learned. */
export const evolutionOf = (standings: readonly Standing[]): TopLevelSpec => {
  const points = evolutionPoints(standings)
  const tasks = Math.max(1, ...points.map(({ learned }) => learned))
  const domain = standings.flatMap(({ label, mean: scores }) => (scores === undefined ? [] : [label]))
  const at = standings.flatMap(({ mean: scores }, i) => (scores === undefined ? [] : [i]))
  const range = coloursFor(standings.length)
  const dashes = dashesFor(standings.length)
  return {
    title: 'Average accuracy over the tasks learned so far',
    width: 520,
    height: 320,
    data: { values: [...points] },
    mark: { type: 'line', strokeWidth: 2, point: tasks <= 25 ? { size: 28 } : false },
    encoding: {
      x: {
        field: 'learned',
        type: 'quantitative',
        scale: { domain: tasks === 1 ? [0, 2] : [1, tasks], nice: false },
        axis: { title: 'tasks learned', grid: false, tickMinStep: 1, format: 'd', tickCount: Math.min(tasks, 20) },
      },
      y: {
        field: 'accuracy',
        type: 'quantitative',
        scale: { zero: false, nice: true },
        axis: { title: 'average accuracy', format: '.0%', tickCount: 6 },
      },
      color: {
        field: 'label',
        type: 'nominal',
        scale: { domain, range: at.map((i) => range[i] ?? 'black') },
        legend: { title: null, symbolType: 'stroke' },
      },
      strokeDash: {
        field: 'label',
        type: 'nominal',
        scale: { domain, range: at.map((i) => [...(dashes[i] ?? [1, 0])]) },
        legend: { title: null, symbolType: 'stroke' },
      },
    },
  }
}
