import type { TopLevelSpec } from 'vega-lite'

/** How all plots look. */
const config: TopLevelSpec['config'] = {
  background: 'white',
  font: 'system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif',
  padding: 12,
  view: { stroke: null },
  title: { fontSize: 14, fontWeight: 600, anchor: 'start', offset: 12 },
  axis: {
    labelFontSize: 12,
    labelFlush: false,
    labelLimit: 320,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    gridColor: '#e6e6e6',
  },
  legend: { labelFontSize: 12, symbolSize: 160, symbolStrokeWidth: 2.5, labelLimit: 320, rowPadding: 4 },
}

/** Draws a plot. The library is loaded at the first one: it is large, and most commands draw none. */
export const svgOf = async (spec: TopLevelSpec): Promise<string> => {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')])
  const view = new vega.View(vega.parse(compile({ ...spec, config }).spec), { renderer: 'none' })
  const svg = await view.toSVG()
  view.finalize()
  return svg
}
