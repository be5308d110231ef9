import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import Table from 'cli-table3'
import { mutants } from './mutants/list.ts'
import type { Mutant } from './mutants/mutant.ts'
import { openTrial, type Trial } from './mutants/trial.ts'

/**
 * Applies deliberate faults to the sources, one at a time and in memory only, and runs the test that has to notice each. Every one
 * has to be noticed, and without any the same tests have to pass.
 *
 *   npx tsx scripts/mutants.ts [--quick] [WORDS]
 *
 * With --quick a few, one of each kind of fault that is easy to make; with WORDS those whose names hold them. Ends with 1 if a
 * mutant survives, or if the piece of source of any mutant, tried or not, is not there once.
 */
const root = fileURLToPath(new URL('..', import.meta.url))

interface Outcome {
  readonly mutant: Mutant
  readonly says: string
  readonly died: boolean
  readonly seconds: number
}

const sourceOf = ({ file }: Mutant): string => readFileSync(resolve(root, file), 'utf8')

const isStale = (mutant: Mutant): boolean => sourceOf(mutant).split(mutant.from).length !== 2

/** The same tests on the sources as they are: why they are of no use, if they are. */
const control = async (trial: Trial, { test, only }: Mutant): Promise<string | undefined> => {
  const { passed, failed, broken } = await trial.run(undefined, [test], only)
  if (broken !== undefined) return `without a mutant its test does not run: ${broken.says}`
  if (failed !== undefined) return `without a mutant its test fails: ${failed.name}`
  return passed === 0 ? 'no test has the name that it asks for' : undefined
}

/** What the control of each selection of tests said. */
const controls = new Map<string, Promise<string | undefined>>()

const controlOnce = (trial: Trial, mutant: Mutant): Promise<string | undefined> => {
  const selection = JSON.stringify([mutant.test, mutant.only])
  const said = controls.get(selection) ?? control(trial, mutant)
  controls.set(selection, said)
  return said
}

const tried = async (trial: Trial, mutant: Mutant): Promise<{ readonly died: boolean; readonly says: string }> => {
  if (isStale(mutant)) return { died: false, says: `STALE: its piece is not once in ${mutant.file}` }
  const useless = await controlOnce(trial, mutant)
  if (useless !== undefined) return { died: false, says: `USELESS: ${useless}` }
  const { file, from, to, test, only } = mutant
  const edit = { file, of: (code: string) => code.replace(from, () => to) }
  const { passed, failed, broken } = await trial.run(edit, [test], only)
  if (broken !== undefined) return { died: false, says: `BROKEN: it does not even load: ${broken.says}` }
  if (failed === undefined && passed === 0)
    return { died: false, says: 'USELESS: no test has the name that it asks for' }
  return failed === undefined ? { died: false, says: 'SURVIVED' } : { died: true, says: failed.name }
}

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const quick = process.argv.includes('--quick')
const chosen = mutants
  .filter((mutant) => mutant.quick === true || !quick)
  .filter(({ name }) => words.every((word) => name.includes(word)))

// What is noticed is noticed again: properties draw the same cases every time.
process.env.RETAIN_SEED ??= '20220718'

const trial = await openTrial(root)
const outcomes: Outcome[] = []
for (const mutant of chosen) {
  const start = performance.now()
  const { died, says } = await tried(trial, mutant)
  const seconds = (performance.now() - start) / 1000
  outcomes.push({ mutant, died, says, seconds })
  process.stderr.write(`${died ? '✓' : '✗'} ${mutant.name}: ${says} (${seconds.toFixed(1)} s)\n`)
}
await trial.close()

const table = new Table({
  head: ['mutant', 'what it breaks', 'killed by', 's'],
  colWidths: [34, 34, 44, 6],
  wordWrap: true,
  style: { head: [], border: [] },
})
table.push(...outcomes.map(({ mutant, says, seconds }) => [mutant.name, mutant.breaks, says, seconds.toFixed(1)]))
const dead = outcomes.filter(({ died }) => died).length
const stale = mutants.filter(isStale)
const total = outcomes.reduce((sum, { seconds }) => sum + seconds, 0)
process.stdout.write(
  [
    table.toString(),
    `${dead} of ${chosen.length} mutants die, in ${total.toFixed(0)} s`,
    ...stale.map(({ name, file }) => `STALE: the piece of "${name}" is not once in ${file}`),
    '',
  ].join('\n'),
)
process.exit(dead === chosen.length && chosen.length > 0 && stale.length === 0 ? 0 : 1)
