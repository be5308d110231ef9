import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from '../bench/median.ts'
import { defaults } from '../src/dsl/index.ts'
import { bundledMemory, type ExperimentSettings, experiment } from '../src/experiment/index.ts'
import { orThrow } from '../src/fault.ts'
import { writeWhole } from '../src/files/index.ts'
import { methods } from '../src/methods/index.ts'
import { checkpointPath } from '../src/records/index.ts'
import { benchmarks } from '../src/streams/index.ts'
import { keeperOf, usual } from '../src/sweep/checkpoints.ts'

/*
 * Measures what a checkpoint takes at the end of runs on wasm, when states and memories are largest, and writes the table into
 * docs/reliability.md: `npx tsx scripts/checkpoint-cost.ts [--print]`.
 */

/** What is run, briefly: its state is as large as after whole tasks, its memory as full as so many examples make it. */
const subjects = [
  ['finetune', 'permuted-mnist', 2, 200],
  ['er', 'permuted-mnist', 2, 400],
  ['laMaml', 'permuted-mnist', 2, 400],
  ['ewc', 'permuted-mnist', 5, 100],
  ['gem', 'permuted-mnist', 5, 300],
  ['joint', 'permuted-mnist', 5, 1000],
] as const

const folder = mkdtempSync(join(tmpdir(), 'retain-cost-'))
const timesTaken = 5

const measured = async ([name, on, tasks, samples]: (typeof subjects)[number]): Promise<string> => {
  const method = methods[name]!
  const benchmark = benchmarks.find((one) => one.name === on)!
  const bundled = bundledMemory(method.options, { benchmark, tasks })
  const settings: ExperimentSettings = {
    name,
    method,
    benchmark,
    options: { ...defaults(method.options), ...bundled },
    tasks,
    samples,
    evaluate: 'test',
    backend: 'wasm',
    seeds: [0],
  }
  const { runs } = await orThrow(experiment(settings))
  const run = runs[0]!
  const record = join(folder, `${name}.jsonl`)
  const told = { events: () => [run.started], ticks: () => 0 }
  const inner = keeperOf(run, { record, every: 0, resume: false, done: [] }, told, () => {})
  const taken: number[] = []
  let began = process.cpuUsage()
  let left = 0
  const keeper = {
    due: () => {
      if (left <= 0) return false
      left -= 1
      began = process.cpuUsage()
      return inner.due()
    },
    keep: async (halt: Parameters<typeof inner.keep>[0]) => {
      await inner.keep(halt)
      const { user, system } = process.cpuUsage(began)
      taken.push((user + system) / 1000)
    },
  }
  for await (const event of run.events(undefined, { keeper })) {
    // In the last task, some batches before its end; then all in the last evaluation.
    if (event._tag === 'BatchDone' && event.task === tasks - 1 && event.batch === event.batches - timesTaken - 2)
      left = timesTaken
  }
  const bytes = statSync(checkpointPath(record, 0)).size
  const [first = 0, ...others] = taken
  const usually = median(others)
  const part = (100 * Math.max(first, usually)) / (1000 * usual.every)
  return `| ${name}, ${tasks} tasks of ${samples} | ${(bytes / 1e6).toFixed(2)} MB | ${first.toFixed(0)} ms | ${usually.toFixed(0)} ms | ${part.toFixed(2)} % |`
}

const lines = [
  '| run on wasm | a checkpoint | time of the processor for the first one | for the others (median) | of 30 s, at most |',
  '| --- | --- | --- | --- | --- |',
]
for (const subject of subjects) {
  lines.push(await measured(subject))
  process.stderr.write(`${lines.at(-1)}\n`)
}
rmSync(folder, { recursive: true })
const table = lines.join('\n')
process.stdout.write(`${table}\n`)
if (!process.argv.includes('--print')) {
  const page = fileURLToPath(new URL('../docs/reliability.md', import.meta.url))
  const [before, rest = ''] = readFileSync(page, 'utf8').split('<!-- cost -->\n')
  const after = rest.slice(rest.indexOf('<!-- end of cost -->'))
  writeWhole([[page, `${before}<!-- cost -->\n${table}\n${after}`]], { replace: true })
}
