import pc from 'picocolors'
import { eventNames, events } from '../../../dsl/index.ts'
import { type Console, colourful, columnsOf, wrapped } from '../../terminal/console.ts'
import { aligned, type Row } from '../aligned.ts'
import { extentWords } from '../run-words.ts'
import type { CostReport } from './report.ts'
import { count, size, time, work } from './units.ts'

type Cost = CostReport['total']
type Bounds = Cost['gradients']
type Growth = CostReport['growth']['options'][number]['growth']['flops']
type Growths = CostReport['growth']['options'][number]['growth']

const spread = ({ least, most }: Bounds, spell: (n: number) => string): string =>
  least === most ? spell(most) : `${spell(least)} – ${spell(most)}`

const sum = (...all: readonly Bounds[]): Bounds => ({
  least: all.reduce((so, { least }) => so + least, 0),
  most: all.reduce((so, { most }) => so + most, 0),
})

const lines: readonly { readonly title: string; readonly of: (cost: Cost) => string }[] = [
  { title: 'gradients of an example', of: ({ gradients }) => spread(gradients, count) },
  { title: 'Hessian-vector products', of: ({ hessianProducts }) => spread(hessianProducts, count) },
  { title: 'work, forward', of: ({ forward }) => spread(forward, work) },
  { title: '      backward', of: ({ backward }) => spread(backward, work) },
  { title: '      the rest', of: ({ rest }) => spread(rest, work) },
  { title: '      in all', of: ({ forward, backward, rest }) => spread(sum(forward, backward, rest), work) },
  { title: 'kernel calls, as written', of: ({ callsWritten }) => spread(callsWritten, count) },
  { title: '      simplified', of: ({ callsSimplified }) => spread(callsSimplified, count) },
  { title: '      fused, as on wasm', of: ({ callsFused }) => spread(callsFused, count) },
  { title: 'bytes at the peak, wasm', of: ({ peak }) => spread(peak, size) },
]

interface Column {
  readonly head: string
  readonly cost: Cost
}

const same = (a: Cost, b: Cost): boolean => lines.every(({ of }) => of(a) === of(b))

const columnsIn = ({ tasks, total, protocol }: CostReport): readonly Column[] => {
  const [one, unit] = protocol === undefined ? [events.onBatch.words, 'task'] : [events.onEpisodes.words, 'stretch']
  const [first, last] = [tasks[0]!, tasks.at(-1)!]
  const varies = !same(first.batch, last.batch)
  return [
    ...(last.start === undefined ? [] : [{ head: events.onTaskStart.words, cost: last.start }]),
    ...(varies
      ? [
          { head: 'batch, first', cost: first.batch },
          { head: 'batch, last', cost: last.batch },
        ]
      : [{ head: one, cost: last.batch }]),
    ...(last.end === undefined ? [] : [{ head: events.onTaskEnd.words, cost: last.end }]),
    ...eventNames.flatMap((name) => {
      const cost = last.others?.[name]
      return cost === undefined ? [] : [{ head: events[name].words, cost }]
    }),
    ...(varies || last.end !== undefined ? [] : [{ head: `a ${unit}`, cost: last.total }]),
    { head: 'the run', cost: total },
  ]
}

const grown = (growth: Growth, spell: (n: number) => string): string => {
  if (growth._tag === 'Constant') return '0'
  const step = `${growth.step < 0 ? '−' : '+'}${spell(Math.abs(growth.step))}`
  return growth._tag === 'Linear' ? step : `${step}${growth._tag === 'Quadratic' ? '²' : '~'}`
}

const growthCells = (growth: Growths, times = 1): readonly string[] => {
  const scaled = (one: Growth): Growth => (one._tag === 'Constant' ? one : { ...one, step: times * one.step })
  return [
    grown(scaled(growth.gradients), count),
    grown(scaled(growth.hessianProducts), count),
    grown(scaled(growth.flops), work),
    grown(scaled(growth.kernelCalls), count),
    grown(scaled(growth.peakBytes), size),
    grown(scaled(growth.stateBytes), size),
  ]
}

const perParameters = 1000

/** The table without the columns in which nothing changes. */
const changing = (head: Row, rows: readonly Row[]): readonly Row[] => {
  const kept = head.cells.flatMap((_, column) => (rows.some(({ cells }) => cells[column] !== '0') ? [column] : []))
  return [head, ...rows].map(({ title, cells }) => ({ title, cells: kept.map((column) => cells[column] ?? '') }))
}

const growthRows = ({ growth }: CostReport): readonly Row[] => [
  ...growth.options.map(({ option, event, growth: own }) => ({
    title: event === 'onBatch' || event === 'onEpisodes' ? option : `${option}, ${events[event].words}`,
    cells: growthCells(own),
  })),
  ...(growth.tasks === null ? [] : [{ title: 'task', cells: growthCells(growth.tasks) }]),
  ...(growth.parameters === null
    ? []
    : [{ title: `${perParameters} weights`, cells: growthCells(growth.parameters, perParameters) }]),
]

/** What a run takes, as people read it. */
export const costTable = (report: CostReport, { out, env }: Console): string => {
  const { bold, dim } = pc.createColors(colourful(out, env))
  const width = columnsOf(out)
  const { tasks, method, benchmark } = report
  const paragraph = (name: string, text: string): string =>
    `${dim(name.padEnd(9))}${wrapped(text, width - 9, '').replaceAll('\n', `\n${' '.repeat(9)}`)}`
  /** A table; where it is too wide, a list of each column instead. */
  const table = (rows: readonly Row[]): readonly string[] => {
    const whole = aligned(rows)
    if (Math.max(...whole.map((row) => row.length)) <= width) return whole.map((row, i) => (i === 0 ? dim(row) : row))
    const [head, ...body] = rows
    return head!.cells.flatMap((name, column) => [
      dim(name),
      ...aligned(body.map(({ title, cells }) => ({ title: `  ${title}`, cells: [cells[column] ?? ''] }))),
    ])
  }
  const last = tasks.at(-1)!
  const columns = columnsIn(report)
  const growth = growthRows(report)
  const marks = growth.flatMap(({ cells }) => cells)
  const settings = Object.entries(report.options).map(([name, value]) => `${name}=${value}`)
  const memory: readonly Row[] = [
    { title: 'numbers of the state, at the end', cells: [size(last.stateBytes)] },
    { title: `${count(last.remembered)} remembered examples`, cells: [size(last.rememberedBytes)] },
    { title: 'peak while learning, wasm', cells: [spread(report.total.peak, size)] },
    {
      title: `peak while judging ${count(report.prediction.examples)} examples at a time, wasm`,
      cells: [size(report.prediction.peak)],
    },
  ]
  return `${[
    bold(wrapped(`${method} on ${benchmark}: ${extentWords({ ...report, tasks: tasks.length })}`, width, '  ')),
    ...(settings.length === 0 ? [] : [paragraph('options', settings.join(' '))]),
    paragraph('data', report.data),
    paragraph('network', `${report.network}, ${count(report.parameters)} parameters`),
    '',
    ...table([
      { title: '', cells: columns.map(({ head }) => head) },
      ...lines.map(({ title, of }) => ({ title, cells: columns.map(({ cost }) => of(cost)) })),
    ]),
    '',
    bold('memory'),
    ...aligned(memory),
    ...(growth.length === 0
      ? []
      : [
          '',
          bold('one more adds to a batch of the last task'),
          ...table(changing({ title: '', cells: ['gradients', 'Hessian', 'work', 'calls', 'peak', 'state'] }, growth)),
          ...(marks.some((cell) => cell.endsWith('²')) ? ['² each adds more than the one before it: quadratic'] : []),
          ...(marks.some((cell) => cell.endsWith('~')) ? ['~ the next one only: it goes on at another pace'] : []),
        ]),
    '',
    bold('expected time, from a few events on this machine'),
    ...table([
      { title: '', cells: ['learning', 'judging', 'a batch'] },
      ...report.times.flatMap((one) =>
        'fault' in one
          ? []
          : [
              {
                title: one.rough ? `${one.backend}, roughly` : one.backend,
                cells: [time(one.trainSeconds), time(one.evalSeconds), time(one.batchSeconds)],
              },
            ],
      ),
    ]),
    ...report.times.flatMap((one) => ('fault' in one ? [wrapped(`${one.backend}: ${one.fault}`, width, '  ')] : [])),
  ].join('\n')}\n`
}
