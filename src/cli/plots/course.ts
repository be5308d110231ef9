import type { TopLevelSpec } from 'vega-lite'
import { mean, type Protocol, protocolOf } from '../../experiment/protocol/index.ts'
import type { Judgement } from '../../records/index.ts'
import { coloursFor } from './palette.ts'
import type { Panel } from './panel.ts'

/** The judgements of runs by iteration, in order; each the mean over the runs that were judged there. */
export const course = ({ runs }: Pick<Panel, 'runs'>): readonly Judgement[] => {
  const rows = new Map<number, Judgement[]>()
  for (const one of runs.flatMap((run) => run.course)) {
    const there = rows.get(one.iteration)
    if (there === undefined) rows.set(one.iteration, [one])
    else there.push(one)
  }
  return [...rows]
    .sort(([a], [b]) => a - b)
    .map(([iteration, all]) => ({
      iteration,
      scores: (all[0]?.scores ?? []).map((_, task) => mean(all.flatMap(({ scores }) => scores[task] ?? []))),
    }))
}

/** The iterations at which tasks end, of the run that came furthest. */
const endsOf = (panels: readonly Panel[]): readonly number[] =>
  panels
    .flatMap(({ runs }) => runs.map(({ ends }) => ends))
    .reduce<readonly number[]>((longest, ends) => (ends.length > longest.length ? ends : longest), [])

/** The judgements that tell something: of a stream all, of episodes those that come after what is only prepared for. */
const telling = (judgements: readonly Judgement[], { exam: { episodes } }: Protocol): readonly Judgement[] =>
  episodes === undefined ? judgements : judgements.slice(1 + (episodes.preparing ?? 0))

/** Points of the lines of a panel: of each task before it is learned and from there on; of episodes what tells how it goes. */
const pointsOf = (panel: Panel, ends: readonly number[], protocol: Protocol) => {
  const { episodes } = protocol.exam
  const judgements = telling(course(panel), protocol)
  if (episodes !== undefined)
    return judgements.map(({ iteration, scores }) => ({
      ...{ label: panel.label, task: 1, iteration },
      ...{ score: episodes.headline(scores), learned: true },
    }))
  return judgements.flatMap(({ iteration, scores }) =>
    scores.flatMap((score, index) => {
      const start = ends[index - 1] ?? (index === 0 ? 0 : Number.POSITIVE_INFINITY)
      const point = { label: panel.label, task: index + 1, iteration, score }
      return [
        ...(start > 0 && iteration <= start ? [{ ...point, learned: false }] : []),
        ...(iteration >= start ? [{ ...point, learned: true }] : []),
      ]
    }),
  )
}

/** The protocol of the runs in panels, which is one. */
const protocolIn = (panels: readonly Panel[]): Protocol =>
  protocolOf(panels.flatMap(({ runs }) => runs.map(({ started }) => started))[0] ?? {})

/** Whether there is something to draw of that kind: a judgement after the one before training; of episodes any that tells something. */
export const hasCourse = (panels: readonly Panel[], kind = protocolIn(panels).plots.course?.kind): boolean => {
  const protocol = protocolIn(panels)
  const least = protocol.exam.episodes === undefined ? 1 : 0
  return (
    protocol.plots.course !== undefined &&
    protocol.plots.course.kind === kind &&
    panels.some(({ runs }) => runs.some((run) => telling(run.course, protocol).length > least))
  )
}

export const aboutCourse = (panels: readonly Panel[]): string => protocolIn(panels).plots.course?.about ?? ''

/**
 * A line a task: how the score on it goes as batches are learned, with a rule wherever the next task begins; a panel a method. Of episodes
 * it is one line.
 */
export const courseOf = (panels: readonly Panel[]): TopLevelSpec => {
  const protocol = protocolIn(panels)
  const { score, episodes } = protocol.exam
  const ends = endsOf(panels)
  const tasks = Math.max(0, ...panels.flatMap(({ runs }) => runs.map(({ started }) => started.tasks)))
  const several = panels.length > 1
  const colours = coloursFor(tasks)
  const layer = {
    width: several ? 330 : 560,
    height: several ? 200 : 320,
    layer: [
      {
        data: { values: ends.slice(0, tasks - 1).map((iteration) => ({ iteration })) },
        mark: { type: 'rule' as const, color: '#8c959f', strokeWidth: 1, strokeDash: [3, 3] },
        encoding: { x: { field: 'iteration', type: 'quantitative' as const } },
      },
      {
        mark: {
          ...{ type: 'line' as const, strokeWidth: 1.8, strokeJoin: 'round' as const },
          ...(episodes === undefined ? {} : { point: { size: 28 } }),
        },
        encoding: {
          x: {
            field: 'iteration',
            type: 'quantitative' as const,
            scale: { nice: false, domain: [0, Math.max(1, ...ends)] },
            axis: { title: 'iterations (batches learned)', grid: false, tickCount: 6, format: '~s' },
          },
          y: {
            field: 'score',
            type: 'quantitative' as const,
            ...(score.axis.domain === undefined ? {} : { scale: { domain: [...score.axis.domain] } }),
            axis: { title: score.one, format: score.axis.format, tickCount: 6 },
          },
          color: {
            field: 'task',
            type: 'ordinal' as const,
            scale:
              tasks <= 12
                ? { domain: Array.from({ length: tasks }, (_, i) => i + 1), range: [...colours] }
                : { scheme: { name: 'viridis' as const, extent: [0, 0.9] } },
            legend:
              episodes === undefined
                ? { title: 'task', symbolType: 'stroke' as const, columns: Math.ceil(tasks / 12), symbolOpacity: 1 }
                : null,
          },
          detail: { field: 'learned', type: 'nominal' as const },
          opacity: { condition: { test: 'datum.learned', value: 1 }, value: 0.3 },
        },
      },
    ],
  }
  const data = { values: panels.flatMap((panel) => pointsOf(panel, ends, protocol)) }
  return several
    ? {
        data,
        facet: {
          field: 'label',
          type: 'nominal',
          sort: panels.map(({ label }) => label),
          header: { title: null, labelFontSize: 13, labelFontWeight: 600, labelAnchor: 'start' },
        },
        columns: 2,
        spec: layer,
      }
    : { data, ...layer }
}
