/**
 * Writes the tables of docs/results.md from the records in docs/records/BENCHMARK/LABEL.jsonl, and in BENCHMARK/SCENARIO/LABEL.jsonl.
 *
 *   npx tsx scripts/results.ts
 *   npx tsx scripts/results.ts --again finetune,emcl [--seeds 0-1] [--only permuted-mnist]
 *
 * With `--again` nothing is written: those records are run once more, as they say they were run, and every accuracy is compared to the
 * last bit; ends with 1 where one is another.
 * A label is a method, or a method and what sets it apart (`emcl, h = 1`). Text outside the marked parts of the page is kept.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import { median } from '../bench/median.ts'
import { backwardTransfer, deviation, type Metric, mean, protocolOf } from '../src/experiment/index.ts'
import { parseSeeds } from '../src/experiment/settings/index.ts'
import { render } from '../src/fault.ts'
import { methods } from '../src/methods/index.ts'
import { type RecordedRun, readRecordFile, recordedRuns } from '../src/records/index.ts'
import { isClear, pairedDifference } from '../src/sweep/index.ts'
import { type Standing, standingOf } from '../src/sweep/standing.ts'
import { compareAgain } from './again.ts'
import { published } from './published.ts'
import { write } from './write.ts'

const page = 'docs/results.md'
const folder = 'docs/records'

const percent = (values: readonly number[]): string =>
  `${(100 * mean(values)).toFixed(1)}${values.length > 1 ? ` ± ${(100 * deviation(values)).toFixed(1)}` : ''}`.replace(
    '-',
    '−',
  )

const runsOf = async (path: string): Promise<readonly RecordedRun[]> => {
  const events = await readRecordFile(path)()
  if (E.isRight(events)) return recordedRuns(events.right)
  console.error(render(events.left))
  return process.exit(2)
}

/** The options that differ from the method's own defaults. */
const settings = (run: RecordedRun): string => {
  const method = methods[run.started.method]
  const changed = Object.entries(run.started.options).filter(
    ([name, value]) => method?.options[name]?.fallback !== value,
  )
  return changed.map(([name, value]) => `${name}=${value}`).join(' ')
}

const row = (
  benchmark: string,
  label: string,
  runs: readonly RecordedRun[],
): { readonly acc: number; readonly cells: readonly string[] } => {
  const ended = runs.flatMap((run) => (run.ending?._tag === 'RunEnded' ? [{ run, end: run.ending }] : []))
  const failed = runs.length - ended.length
  const of = (f: (one: (typeof ended)[number]) => number): string => percent(ended.map(f))
  const known = published[benchmark]?.[label]
  const seconds = mean(ended.map(({ end }) => end.trainSeconds))
  return {
    acc: mean(ended.map(({ end }) => end.metrics.acc!)),
    cells: [
      `${label}${failed > 0 ? ` (${failed} of ${runs.length} runs did not end)` : ''}`,
      of(({ end }) => end.metrics.acc!),
      of(({ end }) => end.metrics.bwt!),
      of(({ run }) => backwardTransfer(run.matrix, 'T')),
      of(({ end }) => end.metrics.learningAccuracy!),
      seconds < 10 ? seconds.toFixed(1) : seconds.toFixed(0),
      `${ended.length}`,
      known === undefined ? '' : `${known.acc} / ${known.bwt} (${known.source})`,
      runs[0] === undefined ? '' : settings(runs[0]),
    ],
  }
}

const spelled = (lines: readonly (readonly string[])[]): string =>
  lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')

const recordsIn = (path: string): readonly string[] => readdirSync(path).filter((name) => name.endsWith('.jsonl'))

/** A seed whose number is so many times the median diverged. */
const far = 1000

/** A row of a benchmark whose metrics are its protocol's own: their means and deviations, as runs print them. */
const ownRow = (metrics: readonly Metric[], label: string, runs: readonly RecordedRun[]): readonly string[] => {
  const ended = runs.flatMap(({ ending }) => (ending?._tag === 'RunEnded' ? [ending] : []))
  const { iterations, tasks } = runs[0]!.started
  return [
    label,
    ...metrics.map(({ name, shown }) => {
      const values = ended.map(({ metrics: all }) => Number(all[name]))
      const middle = median(values)
      const beyond = values.filter((value) => Math.abs(value) > far * Math.abs(middle)).length
      // A mean of what diverged says nothing of the others.
      if (middle !== 0 && beyond > 0)
        return `median ${shown(middle)} (${beyond} of ${values.length} seeds diverged, to ${shown(Math.max(...values))})`
      return `${shown(mean(values))}${values.length > 1 ? ` ± ${shown(deviation(values)).replace('+', '')}` : ''}`
    }),
    `${tasks} × ${iterations}`,
    mean(ended.map(({ trainSeconds }) => trainSeconds)).toFixed(0),
    `${ended.length}`,
    ...sparsityOf(runs),
    settings(runs[0]!),
  ]
}

/** The share of active and of dead features after meta-training, over the seeds where it was measured; nothing where it never was. */
const sparsityOf = (runs: readonly RecordedRun[]): readonly string[] => {
  const found = runs.flatMap(({ measured }) => measured.at(-1)?.sparsity ?? [])
  if (found.length === 0) return ['', '']
  const of = found.length < runs.length ? ` (${found.length} of ${runs.length} seeds)` : ''
  return [percent(found.map(({ active }) => active)) + of, percent(found.map(({ dead }) => dead))]
}

const table = async (benchmark: string): Promise<string> => {
  const records: (readonly [string, readonly RecordedRun[]])[] = []
  for (const file of recordsIn(`${folder}/${benchmark}`))
    records.push([file.slice(0, -'.jsonl'.length), await runsOf(`${folder}/${benchmark}/${file}`)])
  const [first] = records.flatMap(([, runs]) => runs)
  const protocol = first === undefined ? undefined : protocolOf(first.started)
  if (protocol?.exam.episodes !== undefined) {
    // How wide an interval is over one seed's episodes says less than how seeds differ.
    const metrics = protocol.metrics.filter(({ name }) => !name.endsWith('Interval'))
    const own = records.map(([label, runs]) => ownRow(metrics, label, runs))
    const head = [
      'method',
      ...metrics.map((one) => one.head),
      'meta-batches',
      'training, s',
      'seeds',
      'active, %',
      'dead, %',
      'options beside the defaults',
    ]
    // A column that is empty in all rows is none.
    const filled = head.map((_, column) => column === 0 || own.some((cells) => cells[column] !== ''))
    const kept = (cells: readonly string[]): readonly string[] => cells.filter((_, column) => filled[column])
    return spelled([head, head.map(() => '---'), ...own].map(kept))
  }
  const rows = records.map(([label, runs]) => row(benchmark, label, runs))
  const head = [
    'method',
    'ACC',
    'BWT',
    'BWT over T',
    'learning accuracy',
    'training, s',
    'seeds',
    'published ACC / BWT over T',
    'options beside the defaults',
  ]
  return spelled([head, head.map(() => '---'), ...[...rows].sort((a, b) => b.acc - a.acc).map((r) => r.cells)])
}

/** What the others of a scenario are compared to, seed by seed. */
const rival = 'er'

/** The methods of a scenario, and how far each is from one of them: the mean difference within seeds and its interval. */
const scenarioTable = async (scenario: string): Promise<string> => {
  const standings: Standing[] = []
  for (const file of recordsIn(`${folder}/${scenario}`)) {
    const standing = standingOf(file.slice(0, -'.jsonl'.length), await runsOf(`${folder}/${scenario}/${file}`))
    if (standing?.mean !== undefined) standings.push(standing)
  }
  /** What it is compared to: what was run in the same way, where it is there. */
  const rivalOf = ({ label }: Standing): Standing | undefined => {
    const [, ...how] = label.split(', ')
    const named = (wanted: string) => standings.find((other) => other.label === wanted)
    return named([rival, ...how].join(', ')) ?? named(rival)
  }
  const difference = (one: Standing): string => {
    const against = rivalOf(one)
    const paired = against === undefined || one === against ? undefined : pairedDifference(one, against, 'acc')
    if (paired?.half === undefined) return ''
    const [by, half] = [paired.mean, paired.half].map((x) => (100 * x).toFixed(1))
    const said = `${paired.mean > 0 ? '+' : ''}${by} ± ${half}`.replace('-', '−')
    return isClear(paired) ? `**${said}**` : said
  }
  const head = [
    'method',
    'ACC',
    `ACC less that of ${rival}`,
    'BWT',
    'learning accuracy',
    'training, s',
    'seeds',
    'published ACC',
    'options beside the defaults',
  ]
  const rows = [...standings]
    .sort((a, b) => b.mean!.acc! - a.mean!.acc!)
    .map((one): readonly string[] => {
      const of = (metric: string): string => percent(one.finished.map(({ scores }) => scores[metric]!))
      const seconds = mean(
        one.finished.map(({ run }) => (run.ending?._tag === 'RunEnded' ? run.ending.trainSeconds : 0)),
      )
      const failed = one.mishaps.length
      return [
        `${one.label}${failed > 0 ? ` (${failed} runs did not end)` : ''}`,
        of('acc'),
        difference(one),
        of('bwt'),
        of('learningAccuracy'),
        seconds < 10 ? seconds.toFixed(1) : seconds.toFixed(0),
        `${one.finished.length}`,
        published[scenario]?.[one.label]?.acc ?? '',
        settings(one.sample),
      ]
    })
  return spelled([head, head.map(() => '---'), ...rows])
}

/** The folders of records, by benchmark, or by benchmark and scenario. */
const folders = (): readonly string[] =>
  readdirSync(folder).flatMap((benchmark) =>
    recordsIn(`${folder}/${benchmark}`).length > 0
      ? [benchmark]
      : readdirSync(`${folder}/${benchmark}`).map((scenario) => `${benchmark}/${scenario}`),
  )

const writeTables = async (): Promise<void> => {
  const tables = await Promise.all(
    folders().map(async (name) => [name, await (name.includes('/') ? scenarioTable : table)(name)] as const),
  )
  const before = readFileSync(page, 'utf8')
  const after = tables.reduce((text, [name, content]) => {
    const start = `<!-- ${name} -->`
    const end = `<!-- end of ${name} -->`
    const parts = text.split(start)
    const rest = parts[1]?.split(end)[1]
    return rest === undefined
      ? `${text}\n## ${name}\n\n${start}\n${content}\n${end}\n`
      : `${parts[0]}${start}\n${content}\n${end}${rest}`
  }, before)
  write(page, after)
  console.log(`${page}: ${tables.map(([name]) => name).join(', ')}`)
}

/** Whether every accuracy of some records is the same when they are run once more. */
const isSameAgain = async (labels: readonly string[], seeds: readonly number[], only?: string): Promise<boolean> => {
  const records = folders()
    .filter((benchmark) => only === undefined || benchmark === only)
    .flatMap((benchmark) => labels.map((label) => `${folder}/${benchmark}/${label}.jsonl`))
    .filter(existsSync)
  let same = records.length >= labels.length
  for (const record of records) {
    const { accuracies, differ, seconds, seeds: run } = await compareAgain(record, seeds, runsOf)
    console.log(
      `${record}: seeds ${run.join(', ')}: ${differ} of ${accuracies} accuracies differ (${seconds.toFixed(0)} s)`,
    )
    same &&= accuracies > 0 && differ === 0
  }
  return same
}

const { values: flags } = parseArgs({
  options: { again: { type: 'string' }, seeds: { type: 'string', default: '0-1' }, only: { type: 'string' } },
})
if (flags.again === undefined) await writeTables()
else {
  const seeds = parseSeeds(flags.seeds)
  if (E.isLeft(seeds)) {
    console.error(render(seeds.left))
    process.exit(2)
  }
  process.exitCode = (await isSameAgain(flags.again.split(','), seeds.right, flags.only)) ? 0 : 1
}
