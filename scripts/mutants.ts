import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import Table from 'cli-table3'
import { createVitest, type TestCase, type Vitest } from 'vitest/node'
import { mutants } from './mutants/list.ts'
import type { Mutant } from './mutants/mutant.ts'

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

/** The mutant that is alive at the moment. */
const alive: { now: Mutant | undefined } = { now: undefined }

const sourceOf = ({ file }: Mutant): string => readFileSync(resolve(root, file), 'utf8')

const isStale = (mutant: Mutant): boolean => sourceOf(mutant).split(mutant.from).length !== 2

const open = (): Promise<Vitest> =>
  createVitest(
    'test',
    { root, watch: false, run: true, maxWorkers: 1, reporters: [{}], bail: 1, passWithNoTests: true },
    {
      plugins: [
        {
          name: 'mutant',
          enforce: 'pre',
          transform: (code: string, id: string) => {
            const { now } = alive
            return now !== undefined && id.split('?')[0] === resolve(root, now.file)
              ? { code: code.replace(now.from, () => now.to), map: null }
              : undefined
          },
        },
      ],
    },
  )

/** What the tests of a mutant come to: how many passed, which failed first, whether one could not be read at all. */
const run = async (vitest: Vitest, { test, only }: Mutant) => {
  if (only === undefined) vitest.resetGlobalTestNamePattern()
  else vitest.setGlobalTestNamePattern(only.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  const specifications = (await vitest.globTestSpecifications([test])).filter(
    ({ moduleId }) => moduleId === resolve(root, test),
  )
  const { testModules: all, unhandledErrors } = await vitest.runTestSpecifications(specifications)
  const testModules = all.filter(({ moduleId }) => moduleId === resolve(root, test))
  const cases = testModules.flatMap((module) => [...module.children.allTests()])
  const among = (state: string): readonly TestCase[] => cases.filter((one) => one.result().state === state)
  const came = {
    passed: among('passed').length,
    failed: among('failed')[0]?.name,
    broken: [...testModules.flatMap((module) => module.errors()), ...unhandledErrors][0],
  }
  // A failure that is remembered would stop the next run at once.
  for (const { project, moduleId } of specifications) vitest.state.clearFiles(project, [moduleId])
  return came
}

const messageOf = (error: unknown): string =>
  (typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error)).split(
    '\n',
  )[0]!

/** The same tests on the sources as they are: why they are of no use, if they are. */
const control = async (vitest: Vitest, mutant: Mutant): Promise<string | undefined> => {
  const { passed, failed, broken } = await run(vitest, mutant)
  if (broken !== undefined) return `without a mutant its test does not run: ${messageOf(broken)}`
  if (failed !== undefined) return `without a mutant its test fails: ${failed}`
  return passed === 0 ? 'no test has the name that it asks for' : undefined
}

/** What the control of each selection of tests said. */
const controls = new Map<string, Promise<string | undefined>>()

const controlOnce = (vitest: Vitest, mutant: Mutant): Promise<string | undefined> => {
  const selection = JSON.stringify([mutant.test, mutant.only])
  const said = controls.get(selection) ?? control(vitest, mutant)
  controls.set(selection, said)
  return said
}

const tried = async (vitest: Vitest, mutant: Mutant): Promise<{ readonly died: boolean; readonly says: string }> => {
  if (isStale(mutant)) return { died: false, says: `STALE: its piece is not once in ${mutant.file}` }
  const useless = await controlOnce(vitest, mutant)
  if (useless !== undefined) return { died: false, says: `USELESS: ${useless}` }
  const file = resolve(root, mutant.file)
  alive.now = mutant
  vitest.invalidateFile(file)
  const { passed, failed, broken } = await run(vitest, mutant)
  alive.now = undefined
  vitest.invalidateFile(file)
  if (broken !== undefined) return { died: false, says: `BROKEN: it does not even load: ${messageOf(broken)}` }
  if (failed === undefined && passed === 0)
    return { died: false, says: 'USELESS: no test has the name that it asks for' }
  return failed === undefined ? { died: false, says: 'SURVIVED' } : { died: true, says: failed }
}

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const quick = process.argv.includes('--quick')
const chosen = mutants
  .filter((mutant) => mutant.quick === true || !quick)
  .filter(({ name }) => words.every((word) => name.includes(word)))

// What is noticed is noticed again: properties draw the same cases every time.
process.env.RETAIN_SEED ??= '20220718'

const vitest = await open()
const outcomes: Outcome[] = []
for (const mutant of chosen) {
  const start = performance.now()
  const { died, says } = await tried(vitest, mutant)
  const seconds = (performance.now() - start) / 1000
  outcomes.push({ mutant, died, says, seconds })
  process.stderr.write(`${died ? '✓' : '✗'} ${mutant.name}: ${says} (${seconds.toFixed(1)} s)\n`)
}
await vitest.close()

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
