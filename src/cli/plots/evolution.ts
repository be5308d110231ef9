import type { TopLevelSpec } from 'vega-lite'
import { mean, protocolOf } from '../../experiment/protocol/index.ts'
import type { Standing } from '../../sweep/index.ts'
import { coloursFor, dashesFor } from './palette.ts'

/** The mean score on the tasks learned so far, after each task, over all seeds. */
export const evolution = ({ finished, sample }: Standing): readonly number[] => {
  const { episodes } = protocolOf(sample.started).exam
  const soFar = (row: readonly number[], task: number): number =>
    episodes === undefined ? mean(row.slice(0, task + 1)) : episodes.headline(row)
  const preparing = episodes?.preparing ?? 0
  return (finished[0]?.run.matrix ?? [])
    .map((_, task) => mean(finished.map(({ run }) => soFar(run.matrix[task] ?? [], task))))
    .slice(preparing)
}

/** A line a method: how its average score goes as tasks are learned. The legend has them as they end, the best first. */
export const evolutionOf = (standings: readonly Standing[], names: 'beside' | 'below' = 'beside'): TopLevelSpec => {
  const {
    exam: { score },
    plots,
  } = protocolOf(standings[0]?.sample.started ?? {})
  const sign = score.better === 'more' ? 1 : -1
  const [colours, dashes] = [coloursFor(standings.length), dashesFor(standings.length)]
  const lines = standings
    .map((standing, i) => ({
      label: standing.label,
      scores: evolution(standing),
      colour: colours[i] ?? 'black',
      dash: dashes[i] ?? [1, 0],
    }))
    .sort((a, b) => sign * ((b.scores.at(-1) ?? 0) - (a.scores.at(-1) ?? 0)))
  const tasks = Math.max(1, ...lines.map(({ scores }) => scores.length))
  const domain = lines.map(({ label }) => label)
  const legend = {
    title: null,
    symbolType: 'stroke' as const,
    ...(names === 'below' ? { orient: 'bottom' as const, columns: 3 } : {}),
  }
  return {
    title: plots.evolution.title,
    width: names === 'below' ? 400 : 560,
    height: 340,
    data: {
      values: lines.flatMap(({ label, scores }) => scores.map((score, task) => ({ label, learned: task + 1, score }))),
    },
    mark: { type: 'line', strokeWidth: 2, point: tasks <= 25 ? { size: 28 } : false },
    encoding: {
      x: {
        field: 'learned',
        type: 'quantitative',
        scale: { domain: tasks === 1 ? [0, 2] : [1, tasks], nice: false },
        axis: {
          title: plots.evolution.along ?? 'tasks learned',
          grid: false,
          format: 'd',
          ...(tasks <= 25
            ? { values: Array.from({ length: tasks }, (_, i) => i + 1), labelOverlap: false }
            : { tickMinStep: 1 }),
        },
      },
      y: {
        field: 'score',
        type: 'quantitative',
        scale: { zero: false, nice: true },
        axis: { title: plots.evolution.axis, format: score.axis.format, tickCount: 6 },
      },
      color: {
        field: 'label',
        type: 'nominal',
        scale: { domain, range: lines.map(({ colour }) => colour) },
        legend,
      },
      strokeDash: {
        field: 'label',
        type: 'nominal',
        scale: { domain, range: lines.map(({ dash }) => [...dash]) },
        legend,
      },
    },
  }
}
