import type { TopLevelSpec } from 'vega-lite'
import type { Outcome } from '../../records/index.ts'
import type { Standing } from '../../sweep/index.ts'
import { coloursFor } from './palette.ts'

/** A panel of bars: a bar a method, as long as its mean, with a line as long as the deviation to both sides. */
export interface Panel {
  readonly title: string
  readonly axis: string
  readonly of: (scores: Outcome) => number
  /** The text at a value of the axis, as an expression of Vega. */
  readonly labels: string
  readonly width: number
  /** What stands beside a bar; nothing unless given. */
  readonly shown?: (value: number) => string
}

type Unit = Extract<TopLevelSpec, { readonly hconcat: readonly unknown[] }>['hconcat'][number]

/** That nothing is told apart from little. */
const gridColor = { condition: { test: 'datum.value === 0', value: '#8c959f' }, value: '#e6e6e6' }

const panelOf = (standings: readonly Standing[], panel: Panel, isFirst: boolean): Unit => {
  const { title, axis, of, labels: labelExpr, width, shown } = panel
  const labels = standings.map(({ label }) => label)
  const values = standings.flatMap(({ label, mean, deviation, finished }) => {
    if (mean === undefined || deviation === undefined) return []
    const [value, spread] = [of(mean), of(deviation)]
    const ends = finished.length > 1 ? { low: value - spread, high: value + spread } : {}
    return { label, value, ...ends, reach: value + (finished.length > 1 ? spread : 0), text: shown?.(value) ?? '' }
  })
  const y = {
    field: 'label',
    type: 'nominal' as const,
    sort: labels,
    axis: isFirst ? { title: null, domain: false, ticks: false, labelPadding: 8 } : null,
  }
  const scale = { field: 'label', type: 'nominal' as const, legend: null }
  return {
    title,
    width,
    height: { step: 24 },
    data: { values },
    layer: [
      {
        mark: { type: 'bar', height: { band: 0.66 } },
        encoding: {
          y,
          x: { field: 'value', type: 'quantitative', axis: { title: axis, labelExpr, tickCount: 5, gridColor } },
          color: { ...scale, scale: { domain: labels, range: [...coloursFor(labels.length)] } },
        },
      },
      {
        transform: [{ filter: 'isValid(datum.low)' }],
        mark: { type: 'errorbar', ticks: { size: 7, color: '#222' }, rule: { color: '#222' } },
        encoding: {
          y,
          x: { field: 'low', type: 'quantitative', title: axis },
          x2: { field: 'high' },
        },
      },
      ...(shown === undefined
        ? []
        : [
            {
              mark: { type: 'text' as const, align: 'left' as const, dx: 6, fontSize: 11, color: '#333' },
              encoding: {
                y,
                x: { field: 'reach', type: 'quantitative' as const },
                text: { field: 'text' },
              },
            },
          ]),
    ],
  }
}

/** Panels of bars side by side, with the names of the methods at the left. */
export const barsOf = (standings: readonly Standing[], panels: readonly Panel[]): TopLevelSpec => ({
  hconcat: panels.map((panel, i) => panelOf(standings, panel, i === 0)),
  spacing: 36,
})
