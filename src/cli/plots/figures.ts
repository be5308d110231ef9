import type { TopLevelSpec } from 'vega-lite'
import type { Standing } from '../../sweep/index.ts'
import { type Panel as Bars, barsOf } from './bars.ts'
import { aboutCourse, courseOf } from './course.ts'
import { evolutionOf } from './evolution.ts'
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

const percent = "format(datum.value, '.0%')"
const signed = "format(datum.value, datum.value > 0 ? '+.0%' : '.0%')"

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

const plots = (standings: readonly Standing[]): readonly Plot[] => [
  {
    name: 'accuracy',
    caption:
      'Accuracy over all tasks once all are learned (ACC), and what learning later tasks did to earlier ones (BWT). Lines: one standard deviation over seeds to each side.',
    ...bars(standings, [
      { title: 'ACC', axis: 'accuracy', of: ({ acc }) => acc, labels: percent, width: 300 },
      { title: 'BWT', axis: 'change of accuracy', of: ({ bwt }) => bwt, labels: signed, width: 300 },
    ]),
  },
  {
    name: 'evolution',
    caption: 'Accuracy over the tasks learned so far, after each task; the mean over seeds.',
    spec: evolutionOf(standings),
    parts: [evolutionOf(standings, 'below')],
  },
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
  const inside = panels.some(({ runs }) => runs.some(({ started }) => started.evaluateEvery !== undefined))
  return [
    ...(inside ? [{ name: 'tasks', caption: aboutCourse, spec: courseOf(panels) }] : []),
    ...(hasSpectra(panels) ? [{ name: 'fisher', caption: aboutSpectra(panels), spec: spectraOf(panels) }] : []),
  ]
}

/** The papers' figures, of the methods of which a run came to its end; none when there is no such method. */
export const figuresOf = async (standings: readonly Standing[]): Promise<readonly Figure[]> => {
  const ended = standings.filter(({ mean }) => mean !== undefined)
  if (ended.length === 0) return []
  return Promise.all(
    plots(ended).map(async ({ name, caption, spec, parts }) => {
      const svg = await svgOf(spec)
      return { name, caption, svg, parts: parts === undefined ? [svg] : await Promise.all(parts.map(svgOf)) }
    }),
  )
}
