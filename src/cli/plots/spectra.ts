import type { TopLevelSpec } from 'vega-lite'
import { binsPerDecade, mean, type Spectrum } from '../../experiment/index.ts'
import type { Panel } from './panel.ts'

const sizeOf = ({ zeros, counts }: Spectrum): number => counts.reduce((sum, count) => sum + count, zeros)

/** The mean over spectra of the share of all values that is 0, and that is in each bin, by the logarithm at which it begins. */
export const shares = (spectra: readonly Spectrum[]) => {
  const bins = new Set(spectra.flatMap(({ first, counts }) => counts.map((_, i) => first + i)))
  return {
    zero: mean(spectra.map((one) => one.zeros / Math.max(1, sizeOf(one)))),
    bins: [...bins]
      .sort((a, b) => a - b)
      .map((bin) => ({
        from: bin / binsPerDecade,
        to: (bin + 1) / binsPerDecade,
        share: mean(spectra.map((one) => (one.counts[bin - one.first] ?? 0) / Math.max(1, sizeOf(one)))),
      })),
  }
}

const spectraAfter = ({ runs }: Panel, index: number): readonly Spectrum[] =>
  runs.flatMap(({ measured }) => measured[index]?.fisher ?? [])

/** Whether there is something to draw. */
export const hasSpectra = (panels: readonly Panel[]): boolean =>
  panels.some(({ runs }) => runs.some(({ measured }) => measured.some(({ fisher }) => fisher !== undefined)))

/** With more methods than this their histograms are of the last task alone. */
const mostColumns = 4

/** What `spectraOf` shows, in words. */
export const aboutSpectra = (panels: readonly Panel[]): string =>
  `Diagonal Fisher information of each parameter after ${panels.length > mostColumns ? 'the last' : 'each'} task, on examples of that task: how many parameters have how much. Those that have none, whose logarithm is nowhere, are counted beside.`

const valuesOf = (panels: readonly Panel[], indices: readonly number[]) =>
  panels.flatMap((panel) =>
    indices.flatMap((index) => {
      const spectra = spectraAfter(panel, index)
      if (spectra.length === 0) return []
      const { zero, bins } = shares(spectra)
      const place = { label: panel.label, task: index + 1 }
      return [{ ...place, none: `none: ${(100 * zero).toFixed(1)} %` }, ...bins.map((bin) => ({ ...place, ...bin }))]
    }),
  )

const histogram = (width: number, height: number) => ({
  width,
  height,
  layer: [
    {
      transform: [{ filter: 'isValid(datum.share)' }],
      mark: { type: 'bar' as const, color: '#4269d0', stroke: 'white', strokeWidth: 0.5 },
      encoding: {
        x: {
          field: 'from',
          type: 'quantitative' as const,
          scale: { zero: false, nice: true },
          axis: { title: 'log₁₀ of the information', grid: false, tickMinStep: 1, tickCount: Math.ceil(width / 40) },
        },
        x2: { field: 'to' },
        y: {
          field: 'share',
          type: 'quantitative' as const,
          axis: { title: null, format: '.0%', tickCount: 3, grid: false },
        },
        y2: { datum: 0 },
      },
    },
    {
      transform: [{ filter: 'isValid(datum.none)' }],
      mark: { type: 'text' as const, align: 'left' as const, baseline: 'top' as const, fontSize: 11, color: '#57606a' },
      encoding: { x: { value: 4 }, y: { value: 5 }, text: { field: 'none' } },
    },
  ],
})

/** A histogram a task of the logarithms of the diagonal Fisher information, a column a method; of many methods the last alone. */
export const spectraOf = (panels: readonly Panel[]): TopLevelSpec => {
  const tasks = Math.max(0, ...panels.flatMap(({ runs }) => runs.map(({ measured }) => measured.length)))
  const header = { labelFontSize: 12, labelAnchor: 'start' as const, title: null }
  const byMethod = {
    field: 'label',
    type: 'nominal' as const,
    sort: panels.map(({ label }) => label),
    header: { ...header, labelFontWeight: 600 as const },
  }
  if (panels.length > mostColumns) {
    return {
      data: { values: valuesOf(panels, [tasks - 1]) },
      facet: byMethod,
      columns: 3,
      spacing: { row: 12, column: 20 },
      spec: histogram(240, 80),
    }
  }
  return {
    data: {
      values: valuesOf(
        panels,
        Array.from({ length: tasks }, (_, index) => index),
      ),
    },
    facet: {
      row: {
        field: 'task',
        type: 'ordinal',
        header: { ...header, labelOrient: 'top', labelExpr: "'after task ' + datum.value" },
      },
      ...(panels.length === 1 ? {} : { column: byMethod }),
    },
    spacing: { row: 10, column: 20 },
    spec: histogram(panels.length === 1 ? 560 : Math.floor(680 / panels.length), tasks <= 5 ? 80 : 50),
  }
}
