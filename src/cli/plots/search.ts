import type { TopLevelSpec } from 'vega-lite'
import type { Space } from '../../sweep/index.ts'

/** A trial in a picture: its options, and what it came to. */
export interface Drawn {
  readonly label: string
  readonly values: Readonly<Record<string, number | string>>
  readonly value: number
}

/** What is drawn of a search. */
export interface SearchDrawn {
  readonly space: Space
  readonly trials: readonly Drawn[]
  readonly head: string
  readonly better: 'more' | 'less'
}

const ticks = 5

const short = (value: number): string => `${Number(value.toPrecision(2))}`

/** An axis of parallel coordinates: where a value stands on it, from 0 to 1, and its marks. */
interface Axis {
  readonly name: string
  readonly at: (value: number | string) => number
  readonly marks: readonly { readonly at: number; readonly text: string }[]
}

const numbersAxis = (name: string, from: number, to: number, log: boolean): Axis => {
  const width = log ? Math.log(to / from) : to - from || 1
  const at = (value: number | string): number =>
    (log ? Math.log(Number(value) / from) : Number(value) - from) / (width || 1)
  return {
    name,
    at,
    marks: Array.from({ length: ticks }, (_, i) => {
      const part = i / (ticks - 1)
      return { at: part, text: short(log ? from * (to / from) ** part : from + part * (to - from)) }
    }),
  }
}

const axesOf = ({ space, trials, head }: SearchDrawn): readonly Axis[] => {
  const values = trials.map(({ value }) => value)
  return [
    ...Object.entries(space).map(([name, range]): Axis => {
      if (!('among' in range)) return numbersAxis(name, range.from, range.to, range.scale === 'log')
      // Away from the ends, where lines of numbers crowd.
      const at = (value: number | string): number => (range.among.indexOf(value) + 0.5) / range.among.length
      return { name, at, marks: range.among.map((value) => ({ at: at(value), text: `${value}` })) }
    }),
    numbersAxis(head, Math.min(...values), Math.max(...values), false),
  ]
}

/** The better the darker. */
const colour = ({ head, better }: SearchDrawn) => ({
  field: 'score',
  type: 'quantitative' as const,
  scale: { scheme: 'viridis' as const, reverse: better === 'more' },
  legend: { title: head, gradientLength: 200, format: '.3~g' },
})

/** Parallel coordinates: a line a trial, through its options and what it came to; the better the darker. */
export const parallelOf = (of: SearchDrawn): TopLevelSpec => {
  const axes = axesOf(of)
  const order = axes.map(({ name }) => name)
  const x = {
    field: 'axis',
    type: 'nominal' as const,
    sort: [...order],
    axis: { title: null, labelAngle: 0, domain: false, ticks: false, labelPadding: 12, orient: 'bottom' as const },
  }
  const y = { field: 'at', type: 'quantitative' as const, axis: null, scale: { domain: [0, 1], nice: false } }
  const lines = [...of.trials]
    // The best are drawn last, over the others.
    .sort((a, b) => (of.better === 'more' ? a.value - b.value : b.value - a.value))
    .flatMap(({ label, values, value }, place) =>
      axes.map(({ name, at }, i) => ({
        axis: name,
        at: at(i === axes.length - 1 ? value : values[name]!),
        trial: `${place}`.padStart(5, '0'),
        label,
        score: value,
      })),
    )
  return {
    title: 'Trials: their options, and what they came to',
    width: Math.max(360, 150 * (axes.length - 1)),
    height: 300,
    layer: [
      { data: { values: order.map((axis) => ({ axis })) }, mark: { type: 'rule', color: '#c8c8c8' }, encoding: { x } },
      {
        data: { values: lines },
        mark: { type: 'line', strokeWidth: 1.8, opacity: 0.8, interpolate: 'linear' },
        encoding: { x, y, detail: { field: 'trial', type: 'nominal' }, color: colour(of) },
      },
      {
        data: { values: axes.flatMap(({ name, marks }) => marks.map((mark) => ({ axis: name, ...mark }))) },
        mark: { type: 'text', align: 'left', dx: 5, fontSize: 11, color: '#555' },
        encoding: { x, y, text: { field: 'text', type: 'nominal' } },
      },
    ],
  }
}

/** The score over one option: a point a trial. */
export const againstOf = (of: SearchDrawn, name: string): TopLevelSpec => {
  const range = of.space[name]!
  const among = 'among' in range
  return {
    title: `${of.head} over ${name}`,
    width: 360,
    height: 240,
    data: { values: of.trials.map(({ values, value }) => ({ option: values[name], score: value })) },
    mark: { type: 'point', filled: true, size: 55, opacity: 0.85 },
    encoding: {
      x: among
        ? { field: 'option', type: 'nominal', sort: [...range.among] as string[], title: name, axis: { labelAngle: 0 } }
        : {
            field: 'option',
            type: 'quantitative',
            title: name,
            scale: { type: range.scale, domain: [range.from, range.to], nice: false },
            axis: { format: '~g', grid: true },
          },
      y: { field: 'score', type: 'quantitative', title: of.head, scale: { zero: false } },
      color: { ...colour(of), legend: null },
    },
  }
}
