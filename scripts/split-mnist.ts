/**
 * Split MNIST in its scenarios: options of every method by search on held-out training digits, the same number of trials for each, then
 * five seeds of each at what was found, judged by test digits, which decide nothing.
 *
 *   npx tsx scripts/split-mnist.ts DIR --data DATA [--scenarios class,domain,task] [--methods er,derpp] [--trials 8] [--search-seeds 10,11]
 *     [--refined er,derpp] [--refine-seeds 10-15] [--refine-trials 12] [--seeds 0-4] [--samples N]
 *     [--whole N] [--only search|compare] [--backend wasm]
 *
 * Options are looked for at 1000 digits a task. Methods that are refined are searched once more, as many trials for each, at the length of
 * the runs to come and on more seeds, still on held-out digits: of settings of the authors' code and others at random the one with the
 * largest mean less a deviation is taken. They are compared by themselves, as `METHOD, searched longer`; with `--whole` so many digits of
 * each task are learned, as many as fill whole batches. DIR keeps what is searched and compared; what is there is gone on with. Records and what was tried are written to docs/records/split-mnist/SCENARIO;
 * `npx tsx scripts/results.ts` makes the tables of them.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { parseSeeds } from '../src/experiment/settings/index.ts'
import { render } from '../src/fault.ts'
import { methods } from '../src/methods/index.ts'
import { type RecordedRun, readRecordFile, recordedRuns } from '../src/records/index.ts'
import { standingOf } from '../src/sweep/standing.ts'
import { settingsOfAuthors, spelled, splitSpaces, steadier } from './spaces.ts'
import { write } from './write.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string' },
    scenarios: { type: 'string', default: 'class,domain,task' },
    methods: { type: 'string', default: Object.keys(splitSpaces).join(',') },
    trials: { type: 'string', default: '8' },
    'search-seeds': { type: 'string', default: '10,11' },
    'search-samples': { type: 'string', default: '1000' },
    refined: { type: 'string', default: '' },
    'refine-seeds': { type: 'string', default: '10-15' },
    'refine-trials': { type: 'string', default: '12' },
    seeds: { type: 'string', default: '0-4' },
    samples: { type: 'string' },
    whole: { type: 'string' },
    only: { type: 'string' },
    backend: { type: 'string' },
  },
})
const [folder] = positionals
const seeds = parseSeeds(flags.seeds)
if (folder === undefined || E.isLeft(seeds)) {
  console.error(E.isLeft(seeds) ? render(seeds.left) : 'split-mnist: DIR, a folder for what is searched and compared')
  process.exit(2)
}

/** What a search leaves, as far as it is read here; a trial that diverged has no value. */
const searchedCodec = t.type({
  trials: t.array(
    t.type({
      label: t.string,
      options: t.record(t.string, t.union([t.number, t.string])),
      seeds: t.number,
      value: t.union([t.number, t.null]),
    }),
  ),
  best: t.type({ options: t.record(t.string, t.union([t.number, t.string])) }),
})
type Searched = t.TypeOf<typeof searchedCodec>

const searchedAt = (path: string): Searched => {
  const read = searchedCodec.decode(JSON.parse(readFileSync(path, 'utf8')))
  if (E.isRight(read)) return read.right
  throw new Error(`${path} is not what a search leaves`)
}

const retain = (args: readonly string[]): void => {
  const { status } = spawnSync(process.execPath, ['bin/retain.js', ...args], { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

const common = (scenario: string): readonly string[] => [
  ...['--benchmark', 'split-mnist', '--scenario', scenario, '--quiet'],
  ...(flags.data === undefined ? [] : ['--data', flags.data]),
  ...(flags.backend === undefined ? [] : ['--backend', flags.backend]),
]

const remembers = (method: string): boolean => methods[method]!.options.memory !== undefined

/** The trials of a method in a scenario: those that the folder has, or else they are run. */
const searchedIn = (scenario: string, method: string): Searched => {
  const out = join(folder, 'search', scenario, method)
  const found = join(out, 'search.json')
  if (!existsSync(found)) {
    const trials = ['--trials', flags.trials, '--seeds', flags['search-seeds'], '--samples', flags['search-samples']]
    retain([
      ...[
        'search',
        method,
        ...common(scenario),
        '--workers',
        '1',
        '--evaluate',
        'validation',
        '--over',
        spelled(splitSpaces[method]!),
      ],
      ...[...trials, ...(remembers(method) ? ['--memory', '200'] : []), '--out', out],
      ...(existsSync(out) ? ['--resume'] : []),
    ])
  }
  return searchedAt(found)
}

type Trial = Searched['trials'][number]

/** A trial of the second search: what each of its seeds came to, too. */
interface Further extends Trial {
  readonly rung: 2
  readonly accuracies: readonly number[]
}

interface Found extends Searched {
  /** What trials of the second search came to. */
  readonly further?: readonly Further[]
}

/** As many digits of a share as say something. */
const rounded = (share: number): number => Number(share.toFixed(4))

/** What a setting came to on some seeds: the mean less a deviation, and nothing where one of them did not end. */
const steadily = (runs: readonly RecordedRun[]): Omit<Further, 'label' | 'options'> => {
  const standing = standingOf('', runs)
  const whole = standing?.mean !== undefined && standing.mishaps.length === 0
  return {
    rung: 2,
    seeds: runs.length,
    accuracies: (standing?.finished ?? []).map(({ scores }) => rounded(scores.acc!)),
    value: whole ? rounded(standing.mean!.acc! - standing.deviation!.acc!) : null,
  }
}

const runsIn = async (path: string): Promise<readonly RecordedRun[]> => {
  const events = await readRecordFile(path)()
  if (E.isRight(events)) return recordedRuns(events.right)
  throw new Error(render(events.left))
}

/** Settings of the authors' code and further ones at random, on several seeds and at the length of the runs to come. */
const refinedIn = async (scenario: string, method: string, first: Searched): Promise<Found> => {
  if (!isRefined(method)) return first
  const long = flags.samples === undefined ? [] : ['--samples', flags.samples]
  const about = [...common(scenario), '--evaluate', 'validation', '--seeds', flags['refine-seeds'], ...long]
  const memory = remembers(method) ? ['--memory', '200'] : []
  const theirs = settingsOfAuthors[method] ?? []
  const further: Further[] = []
  mkdirSync(join(folder, 'refine', scenario, method), { recursive: true })
  for (const [i, options] of theirs.entries()) {
    const out = join(folder, 'refine', scenario, method, `authors-${i + 1}.jsonl`)
    const set = Object.entries(options).map(([name, value]) => `${name}=${value}`)
    if (!existsSync(out)) retain(['run', method, ...about, ...memory, '--set', ...set, '--out', out])
    further.push({ label: `authors-${i + 1}`, options, ...steadily(await runsIn(out)) })
  }
  const out = join(folder, 'second', scenario, method)
  if (!existsSync(join(out, 'search.json'))) {
    const trials = ['--trials', `${Number(flags['refine-trials']) - theirs.length}`, '--search-seed', '1']
    const over = ['--over', spelled(steadier[method] ?? splitSpaces[method]!)]
    retain([
      ...['search', method, ...about, ...memory, '--workers', '1', ...trials, ...over, '--out', out],
      ...(existsSync(out) ? ['--resume'] : []),
    ])
  }
  const seeds = E.getOrElse((): readonly number[] => [])(parseSeeds(flags['refine-seeds']))
  for (const { label, options } of searchedAt(join(out, 'search.json')).trials) {
    const runs = await Promise.all(seeds.map((seed) => runsIn(join(out, 'records', `${label}-seed${seed}.jsonl`))))
    further.push({ label, options, ...steadily(runs.flat()) })
  }
  const worth = ({ value }: Trial): number => value ?? 0
  return { ...first, further, best: [...further].sort((a, b) => worth(b) - worth(a))[0]! }
}

const isRefined = (method: string): boolean => flags.refined.split(',').includes(method)

/** The seeds of all methods, side by side, and one record of each. */
const comparedIn = (scenario: string, found: Readonly<Record<string, Found>>): void => {
  const out = join(folder, flags.whole === undefined ? 'compare' : `compare-${flags.whole}`, scenario)
  const samples = flags.whole ?? flags.samples
  const names = Object.keys(found)
  const set = names.flatMap((name) =>
    Object.entries(found[name]!.best.options).map(([option, value]) => `${name}.${option}=${value}`),
  )
  retain([
    ...['compare', names.join(','), ...common(scenario), '--workers', '1', '--seeds', flags.seeds],
    ...(names.some(remembers) ? ['--memory', '200'] : []),
    ...[...(samples === undefined ? [] : ['--samples', samples]), '--set', ...set, '--out', out],
    ...(existsSync(out) ? ['--resume'] : []),
  ])
  const kept = join(root, 'docs/records/split-mnist', scenario)
  mkdirSync(kept, { recursive: true })
  for (const name of names) {
    const runs = seeds.right.map((seed) => readFileSync(join(out, 'records', `${name}-seed${seed}.jsonl`), 'utf8'))
    const how = [
      ...(isRefined(name) ? ['searched longer'] : []),
      ...(flags.whole === undefined ? [] : ['whole batches']),
    ]
    write(join(kept, `${[name, ...how].join(', ')}.jsonl`), runs.join(''))
  }
  const tried = names.flatMap((method) =>
    (found[method]!.further ?? found[method]!.trials).map(({ label: _, ...trial }) => ({ method, ...trial })),
  )
  const file = join(kept, 'trials.json')
  const before = (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []) as typeof tried
  const others = before.filter((trial) => !names.includes(trial.method) || 'rung' in trial !== isRefined(trial.method))
  write(file, `[\n${[...others, ...tried].map((trial) => JSON.stringify(trial)).join(',\n')}\n]\n`)
}

const wanted = flags.methods.split(',').filter((name) => splitSpaces[name] !== undefined && methods[name] !== undefined)
for (const scenario of flags.scenarios.split(',')) {
  const there = (method: string): boolean => existsSync(join(folder, 'search', scenario, method, 'search.json'))
  const now = flags.only === 'compare' ? wanted.filter(there) : wanted
  const found: Record<string, Found> = {}
  for (const method of now) found[method] = await refinedIn(scenario, method, searchedIn(scenario, method))
  if (flags.only !== 'search') comparedIn(scenario, found)
}
