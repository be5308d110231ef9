import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { writeWhole } from '../src/files/index.ts'
import { child, key, uniforms } from '../src/random/index.ts'

/*
 * Kills a run, and a comparison, with signal 9 at random moments, each time goes on with --resume, and writes what became of them into
 * docs/reliability.md: `npx tsx scripts/kills.ts [--times 100] [--seed 1] [--at-once 1]
 * [--print]`.
 */

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    'at-once': { type: 'string', default: '1' },
    print: { type: 'boolean', default: false },
  },
})

const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'retain-kills-'))

/** The package as it is installed: it starts quicker than a checkout. */
const packed = (): string => {
  if (spawnSync(process.execPath, [at('scripts/build.js')], { stdio: 'inherit' }).status !== 0) process.exit(1)
  const place = join(folder, 'package')
  mkdirSync(place)
  for (const part of ['bin', 'dist', 'package.json']) cpSync(at(part), join(place, part), { recursive: true })
  symlinkSync(at('node_modules'), join(place, 'node_modules'))
  return join(place, 'bin', 'retain.js')
}

/** What is killed. */
interface Subject {
  readonly name: string
  readonly command: string
  /** Where it is kept, in a folder of its own, and where the records are there. */
  readonly out: string
  readonly records: (folder: string) => readonly string[]
}

const subjects: readonly Subject[] = [
  {
    name: 'run',
    command:
      'run er --benchmark permuted-mnist --tasks 2 --samples 1500 --seeds 0-1 --evaluate-every 50 --backend wasm --checkpoint 0.05 --quiet --json',
    out: 'er.jsonl',
    records: (place) => [join(place, 'er.jsonl')],
  },
  {
    name: 'compare',
    command:
      'compare finetune,ewc,er --benchmark permuted-mnist --tasks 2 --samples 1000 --seeds 0-1 --workers 2 --backend wasm --checkpoint 0.05 --quiet --json',
    out: 'out',
    records: (place) => {
      const records = join(place, 'out', 'records')
      const names = existsSync(records) ? readdirSync(records) : []
      return names.filter((name) => name.endsWith('.jsonl')).map((name) => join(records, name))
    },
  },
]

const bin = packed()

const started = ({ command, out }: Subject, place: string, ...more: readonly string[]): ChildProcess =>
  spawn(process.execPath, [bin, ...command.split(' '), '--out', join(place, out), ...more], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })

interface Ended {
  readonly status: number | null
  readonly said: string
}

const ended = (process: ChildProcess): Promise<Ended> =>
  new Promise((resolve) => {
    let said = ''
    process.stderr?.on('data', (chunk) => {
      said += chunk
    })
    process.on('close', (status) => resolve({ status, said }))
  })

const timeless = (name: string, value: unknown): unknown => (/seconds$|^seal$/i.test(name) ? undefined : value)

const linesOf = (path: string): readonly string[] =>
  existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line.endsWith('}'))
    : []

/** All numbers of all records, the times aside. */
const numbersOf = (subject: Subject, place: string): string =>
  JSON.stringify(
    [...subject.records(place)]
      .sort()
      .map((path) => linesOf(path).map((line) => JSON.stringify(JSON.parse(line), timeless))),
  )

/** The lines of runs that have their seal: nothing may change them again. */
const sealedLines = (subject: Subject, place: string): readonly string[] =>
  subject.records(place).flatMap((path) => {
    const lines = linesOf(path)
    const last = lines.findLastIndex((line) => line.includes('"RunEnded"'))
    return lines.slice(0, last + 1)
  })

const isCheckpoint = (name: string): boolean => /\.checkpoint(\.before|\.part)?$/.test(name)

const checkpointsIn = (place: string): readonly string[] =>
  readdirSync(place, { recursive: true, encoding: 'utf8' }).filter(isCheckpoint)

/** Where a run was when it was killed, by the last line of its record. */
const whereabouts = (subject: Subject, place: string, whole: number): string => {
  const records = subject.records(place)
  const tags = records.map((path) => linesOf(path).at(-1) ?? '')
  if (records.length === 0) return 'starting'
  if (records.length === whole && tags.every((line) => line.includes('"RunEnded"'))) return 'done'
  return tags.some((line) => /"(TaskStarted|Judged)"/.test(line)) ? 'inside a task' : 'between tasks'
}

/** What became of one that was killed. */
interface Fate {
  readonly where: string
  /** Whether there was something to go on with. */
  readonly checkpoint: boolean
  /** Lines of ended runs that were gone, or others, when it next stopped. */
  readonly lost: number
}

/** When one of the records was last written. */
const touched = (subject: Subject, place: string): number =>
  Math.max(0, ...subject.records(place).map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0))

/** Ends a process so long after it first writes a record: then its runs have begun, or go on. Whether it was still there. */
const killed = async (process: ChildProcess, subject: Subject, place: string, moment: number): Promise<boolean> => {
  const over = ended(process)
  const before = touched(subject, place)
  while (process.exitCode === null && touched(subject, place) === before) await setTimeout(5)
  await Promise.race([over, setTimeout(moment)])
  if (process.exitCode !== null) return false
  process.kill('SIGKILL')
  await over
  return true
}

/** How it went with one that was killed, gone on with, killed again, until it came to its end. */
interface Chain {
  readonly fates: readonly Fate[]
  readonly same: boolean
  readonly left: number
}

const chain = async (subject: Subject, whole: Whole, moments: readonly number[]): Promise<Chain> => {
  const place = mkdtempSync(join(folder, 'trial-'))
  const fates: Fate[] = []
  let before: readonly string[] = []
  const lost = (): number => {
    const after = new Set(sealedLines(subject, place))
    return before.filter((line) => !after.has(line)).length
  }
  for (const moment of moments) {
    if (!(await killed(started(subject, place, '--resume'), subject, place, moment))) break
    const gone = lost()
    before = sealedLines(subject, place)
    const where = whereabouts(subject, place, whole.records)
    fates.push({ where, checkpoint: checkpointsIn(place).length > 0, lost: gone })
  }
  const { status, said } = await ended(started(subject, place, '--resume'))
  const same = status === 0 && lost() === 0 && numbersOf(subject, place) === whole.numbers
  if (!same) process.stderr.write(`${subject.name} ended with ${status} in ${place}\n${said}\n`)
  const left = checkpointsIn(place).length
  if (same) rmSync(place, { recursive: true })
  return { fates, same, left }
}

/** An undisturbed one. */
interface Whole {
  readonly numbers: string
  readonly records: number
  /** Its milliseconds from the first line of a record on. */
  readonly took: number
}

const wholeOf = async (subject: Subject): Promise<Whole> => {
  const place = mkdtempSync(join(folder, 'whole-'))
  const process = started(subject, place)
  const over = ended(process)
  while (process.exitCode === null && touched(subject, place) === 0) await setTimeout(5)
  const begun = performance.now()
  const { status, said } = await over
  if (status !== 0) throw new Error(said)
  return {
    numbers: numbersOf(subject, place),
    records: subject.records(place).length,
    took: performance.now() - begun,
  }
}

const columns = ['killed', 'where it was', 'times', 'with a checkpoint', 'lines of ended runs lost']

const rowsOf = ({ name }: Subject, chains: readonly Chain[]): readonly string[] =>
  ['starting', 'between tasks', 'inside a task', 'done'].flatMap((where) => {
    const own = chains.flatMap(({ fates }) => fates).filter((fate) => fate.where === where)
    const lost = own.reduce((so, fate) => so + fate.lost, 0)
    return own.length === 0
      ? []
      : `| ${name} | ${where} | ${own.length} | ${own.filter(({ checkpoint }) => checkpoint).length} | ${lost} |`
  })

const tableOf = (all: readonly (readonly [Subject, readonly Chain[]])[]): string =>
  [
    `| ${columns.join(' | ')} |`,
    `|${' --- |'.repeat(columns.length)}`,
    ...all.flatMap(([subject, chains]) => rowsOf(subject, chains)),
    '',
    '| gone on with to the end | times | the same numbers as undisturbed | checkpoints left |',
    '| --- | --- | --- | --- |',
    ...all.map(
      ([{ name }, chains]) =>
        `| ${name} | ${chains.length} | ${chains.filter(({ same }) => same).length} | ${chains.reduce((so, { left }) => so + left, 0)} |`,
    ),
  ].join('\n')

const times = Number(values.times)
const atOnce = Number(values['at-once'])
/** So often one is killed at most before it may come to its end. */
const most = 5

/** A subject that is being killed, again and again. */
interface Course {
  readonly subject: Subject
  readonly whole: Whole
  readonly moments: Iterator<number>
  readonly chains: Chain[]
}

const killsOf = ({ chains }: Course): number => chains.reduce((so, { fates }) => so + fates.length, 0)

const written = (courses: readonly Course[]): void => {
  const table = tableOf(courses.map(({ subject, chains }) => [subject, chains] as const))
  if (values.print) return void process.stdout.write(`${table}\n`)
  const page = at('docs/reliability.md')
  const [before, rest = ''] = readFileSync(page, 'utf8').split('<!-- kills -->\n')
  const after = rest.slice(rest.indexOf('<!-- end of kills -->'))
  writeWhole([[page, `${before}<!-- kills -->\n${table}\n${after}`]], { replace: true })
}

/** Some chains at once, none with more kills than are left. */
const round = async ({ subject, whole, moments, chains }: Course, left: number): Promise<void> => {
  const many = Math.min(atOnce, left)
  const each = Math.min(most, Math.floor(left / many))
  const some = (): readonly number[] => Array.from({ length: each }, () => whole.took * (moments.next().value ?? 0))
  chains.push(...(await Promise.all(Array.from({ length: many }, () => chain(subject, whole, some())))))
}

const courses: Course[] = []
for (const subject of subjects) {
  const moments = uniforms(child(key(Number(values.seed)), 'kills', subject.name), times * 100).values()
  courses.push({ subject, whole: await wholeOf(subject), moments, chains: [] })
}
for (;;) {
  // The one that is behind is next, so that whenever this is stopped both have been tried.
  const [next] = courses.toSorted((a, b) => killsOf(a) - killsOf(b))
  if (next === undefined || killsOf(next) >= times) break
  await round(next, times - killsOf(next))
  written(courses)
  process.stderr.write(`${courses.map((of) => `${of.subject.name}: ${killsOf(of)} of ${times}`).join(', ')}\n`)
}

const isWell = ({ fates, same, left }: Chain): boolean => same && left === 0 && fates.every(({ lost }) => lost === 0)
const well = courses.every(({ chains }) => chains.every(isWell))
if (well) rmSync(folder, { recursive: true, force: true })
else process.exitCode = 1
