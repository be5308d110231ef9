import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import Table from 'cli-table3'
import { median } from '../bench/median.ts'
import { whyEquivalent } from './mutants/equivalent.ts'
import { juror } from './mutants/jury.ts'
import { order } from './mutants/order.ts'
import { isLast, mentions, reached } from './mutants/related.ts'
import { type Controls, type Ruling, ruling } from './mutants/ruling.ts'
import { type RandomMutant, sampled } from './mutants/sample.ts'
import { typeChecker } from './mutants/types.ts'

/**
 * Makes faults at random places of the sources, one at a time and in memory only, and runs the tests that import the source until
 * one notices.
 *
 *   npx tsx scripts/random-mutants.ts [--seed 1] [--count 200] [--in src/dsl,src/ir] [--workers 2] [--budget 60] [--patience 40]
 *     [--out FILE] [--again] [--least 95]
 *
 * Prints the survivors with the line each stands in, and what share died: by the tests, and by tests or types. `--budget` bounds the
 * processor's seconds for a mutant, `--patience` those without the end of a test. Rulings are appended to FILE, from which an ended run goes on;
 * `--again` judges the survivors in it anew. Ends with 1 if fewer than `--least` percent of the mutants that make a difference
 * (`mutants/equivalent.ts` names those that make none) die by the tests.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const { values: flags } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '200' },
    in: { type: 'string', default: 'src/dsl,src/ir' },
    workers: { type: 'string', default: '2' },
    budget: { type: 'string', default: '60' },
    patience: { type: 'string', default: '40' },
    out: { type: 'string' },
    again: { type: 'boolean', default: false },
    least: { type: 'string', default: '95' },
  },
})
const limits = { budget: Number(flags.budget), patience: Number(flags.patience) }
const out = flags.out ?? join(root, 'node_modules', '.cache', 'retain', `mutants-${flags.seed}.jsonl`)

const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file))
    .sort()

/** A ruling and what it is of; `types` says whether the type checker refuses a survivor. */
interface Entry extends Ruling {
  readonly key: string
  readonly types?: boolean
}

/** The mutant, and the source as it was. */
const keyOf = ({ file, start, end, to }: RandomMutant): string =>
  createHash('sha256')
    .update(JSON.stringify([file, readFileSync(join(root, file), 'utf8'), start, end, to]))
    .digest('hex')
    .slice(0, 16)

const before = (existsSync(out) ? readFileSync(out, 'utf8').split('\n') : [])
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Entry & { readonly mutant: RandomMutant })
const entries = new Map<string, Entry>(before.map((entry) => [entry.key, entry]))
const enter = (mutant: RandomMutant, entry: Entry): void => {
  entries.set(entry.key, entry)
  mkdirSync(dirname(out), { recursive: true })
  appendFileSync(out, `${JSON.stringify({ ...entry, mutant })}\n`)
}

// What is noticed is noticed again: properties draw the same cases every time.
process.env.RETAIN_SEED ??= '20220718'

const mutants = sampled(root, flags.in.split(',').flatMap(filesIn), Number(flags.seed), Number(flags.count))
const imports = reached(root)
const tests = filesIn('test').filter((file) => file.endsWith('.test.ts'))
const relatedTo = (file: string): readonly string[] => tests.filter((test) => imports(test).has(file))
const isOpen = (mutant: RandomMutant): boolean => {
  const known = entries.get(keyOf(mutant))
  return known === undefined || (flags.again && known.fate === 'survived' && whyEquivalent(mutant) === undefined)
}

const pending = mutants.filter(isOpen)
const texts = new Map(tests.map((test) => [test, readFileSync(join(root, test), 'utf8')]))
const learned = order((source, test) => mentions(texts.get(test) ?? '', source))
for (const { mutant, ran, file } of before) learned.learn(mutant.file, ran, file)
const controls: Controls = { passing: new Map(), trusted: new Set() }
const where = ({ file, line }: RandomMutant): string => `${file}:${line}`
const checker = typeChecker(root)
process.on('exit', checker.end)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))
const work = async (): Promise<void> => {
  const own = juror()
  for (let mutant = pending.shift(); mutant !== undefined; mutant = pending.shift()) {
    const ruled = await ruling(own, mutant, relatedTo(mutant.file), learned, controls, limits)
    const types = ruled.fate === 'survived' ? { types: await checker.refuses(mutant) } : {}
    enter(mutant, { key: keyOf(mutant), ...ruled, ...types })
    process.stderr.write(
      `${ruled.fate === 'died' ? '✓' : '✗'} ${where(mutant)} ${mutant.kind}: ${ruled.by ?? 'SURVIVED'}${types.types === true ? ' (refused by types)' : ''} (${ruled.ran.length} files, ${ruled.seconds} s)\n`,
    )
  }
  own.end()
}
await Promise.all(Array.from({ length: Number(flags.workers) }, work))

const ruled = mutants.map((mutant) => ({ mutant, entry: entries.get(keyOf(mutant))!, why: whyEquivalent(mutant) }))
const died = ruled.filter(({ entry }) => entry.fate === 'died')
const survivors = ruled.filter(({ entry }) => entry.fate === 'survived')
const equivalent = survivors.filter(({ why }) => why !== undefined)
const alive = survivors.filter(({ why }) => why === undefined)
const different = ruled.length - equivalent.length
const byTypes = alive.filter(({ entry }) => entry.types === true).length
const late = died.filter(({ entry: { file } }) => file !== undefined && isLast(file))
const seconds = median([...ruled].map((one) => one.entry.seconds))
const share = (count: number): string => `${((100 * count) / different).toFixed(1)} %`

const tableOf = (title: string, rows: readonly (readonly string[])[]): string => {
  const table = new Table({
    head: [title, 'is', 'becomes', ''],
    colWidths: [36, 50, 50, 30],
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: { head: [], border: [] },
  })
  table.push(...rows.map((row) => [...row]))
  return rows.length === 0 ? '' : `${table.toString()}\n`
}
const row = ({ mutant, entry, why }: (typeof ruled)[number]): readonly string[] => [
  `${where(mutant)}\n${mutant.kind}`,
  mutant.before,
  mutant.after,
  why ?? (entry.types === true ? 'refused by types' : entry.by) ?? (entry.all ? '' : 'not all tests ran'),
]
process.stdout.write(
  [
    tableOf('survived', alive.map(row)),
    tableOf('makes no difference', equivalent.map(row)),
    tableOf('noticed by whole outputs only', late.map(row)),
    `seed ${flags.seed}: ${ruled.length} mutants, ${equivalent.length} make no difference; of the other ${different} ${died.length} die by the tests (${share(died.length)}), ${died.length + byTypes} by tests or types (${share(died.length + byTypes)}); median ${seconds} s a mutant\n`,
  ].join(''),
)
process.exit(100 * died.length >= Number(flags.least) * different && ruled.length > 0 ? 0 : 1)
