import type { TopLevelSpec } from 'vega-lite'
import { protocolOf } from '../../experiment/protocol/index.ts'
import type { Outcome } from '../../records/index.ts'
import type { Standing } from '../../sweep/index.ts'
import { type Panel as Bars, barsOf } from './bars.ts'
import { aboutCourse, courseOf } from './course.ts'
import { evolutionOf } from './evolution.ts'
import { aboutMatrices, hasMatrices, matricesOf } from './matrices.ts'
import type { Panel } from './panel.ts'
import { aboutSpectra, hasSpectra, spectraOf } from './spectra.ts'
import { svgOf } from './svg.ts'

/** A plot as SVG. */
export interface Figure {
  /** That of its file. */
  readonly name: string
  readonly caption: string
  readonly svg: string
  /** The same in parts that stand below each other where a page is narrow. */
  readonly parts: readonly string[]
}

const seconds = (value: number): string => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} s`

type Plot = Pick<Figure, 'name' | 'caption'> & {
  readonly spec: TopLevelSpec
  /** Narrower ones for a page, where the whole is wide. */
  readonly parts?: readonly TopLevelSpec[]
}

/** Panels of bars: side by side in one picture, each with its own names in a page. */
const bars = (standings: readonly Standing[], panels: readonly Bars[]): Pick<Plot, 'spec' | 'parts'> => ({
  spec: barsOf(standings, panels),
  parts: panels.map((panel) => barsOf(standings, [panel])),
})

/** The bars, and the course, of what runs come to by their protocol. */
const byProtocol = (standings: readonly Standing[]): readonly Plot[] => {
  const { metrics, plots } = protocolOf(standings[0]?.sample.started ?? {})
  const panels = metrics.flatMap(({ name, head, bars }) =>
    bars === undefined ? [] : [{ title: head, of: (scores: Outcome) => scores[name] ?? 0, width: 300, ...bars }],
  )
  return [
    { ...plots.bars, ...bars(standings, panels) },
    {
      name: 'evolution',
      caption: plots.evolution.caption,
      spec: evolutionOf(standings),
      parts: [evolutionOf(standings, 'below')],
    },
  ]
}

const plots = (standings: readonly Standing[]): readonly Plot[] => [
  ...byProtocol(standings),
  {
    name: 'training-time',
    caption: 'Time spent learning, without evaluation. Lines: one standard deviation over seeds to each side.',
    spec: barsOf(standings, [
      {
        title: 'Training time',
        axis: 'seconds',
        of: ({ trainSeconds }) => trainSeconds,
        labels: 'datum.label',
        width: 480,
        shown: seconds,
      },
    ]),
  },
  ...measuredPlots(standings),
]

const panelsOf = (standings: readonly Standing[]): readonly Panel[] =>
  standings.map(({ label, finished }) => ({ label, runs: finished.map(({ run }) => run) }))

/** What is drawn only where runs were judged inside tasks, or the Fisher information was measured. */
const measuredPlots = (standings: readonly Standing[]): readonly Plot[] => {
  const panels = panelsOf(standings)
  const ofEpisodes = protocolOf(standings[0]?.sample.started ?? {}).exam.episodes !== undefined
  const inside =
    !ofEpisodes && panels.some(({ runs }) => runs.some(({ started }) => started.evaluateEvery !== undefined))
  return [
    ...(inside ? [{ name: 'tasks', caption: aboutCourse(panels), spec: courseOf(panels) }] : []),
    ...(hasSpectra(panels) ? [{ name: 'fisher', caption: aboutSpectra(panels), spec: spectraOf(panels) }] : []),
  ]
}

const drawn = (standings: readonly Standing[], of: (ended: readonly Standing[]) => readonly Plot[]) => {
  const ended = standings.filter(({ mean }) => mean !== undefined)
  if (ended.length === 0) return Promise.resolve([])
  return Promise.all(
    of(ended).map(async ({ name, caption, spec, parts }): Promise<Figure> => {
      const svg = await svgOf(spec)
      return { name, caption, svg, parts: parts === undefined ? [svg] : await Promise.all(parts.map(svgOf)) }
    }),
  )
}

/** The papers' figures, of the methods of which a run came to its end; none when there is no such method. */
export const figuresOf = (standings: readonly Standing[]): Promise<readonly Figure[]> => drawn(standings, plots)

/** The same, and the matrices of scores. */
export const reportFiguresOf = (standings: readonly Standing[]): Promise<readonly Figure[]> =>
  drawn(standings, (ended) => [
    ...plots(ended),
    ...(hasMatrices(ended) ? [{ name: 'matrices', caption: aboutMatrices(ended), spec: matricesOf(ended) }] : []),
  ])
