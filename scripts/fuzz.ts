import { writeFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { caseOf, writtenCase } from './fuzz/cases.ts'
import type { Outcome } from './fuzz/trial.ts'
import { watched } from './fuzz/watched.ts'

/**
 * Tries programs that nobody wrote: the JSON of every method and of random ones, changed by chance, and random ones as they are
 * built. Each goes through the decoder, `explain`, `cost` and a run on a tiny network, as far as it is let. None may crash, hang,
 * fail inside, or be judged longer than a second.
 *
 *   npx tsx scripts/fuzz.ts [--cases 20000] [--seed N] [--only CASE] [--seconds 30] [--write FILE]
 *
 * A case is a number of a seed: `--seed N --only CASE` tries it again, `--write` keeps its JSON. What takes longer than `--seconds`
 * is ended and counts as hanging. Ends with 1 if anything was wrong.
 */
const { values: flags } = parseArgs({
  options: {
    cases: { type: 'string', default: '20000' },
    seed: { type: 'string' },
    only: { type: 'string' },
    seconds: { type: 'string', default: '30' },
    write: { type: 'string' },
  },
})

const seed = Number(flags.seed ?? Math.floor(Math.random() * 1e6))
const [from, to] = flags.only === undefined ? [0, Number(flags.cases)] : [Number(flags.only), Number(flags.only) + 1]
if (![seed, from, to, Number(flags.seconds)].every(Number.isFinite)) throw new Error('the flags must be numbers')
if (flags.write !== undefined) writeFileSync(flags.write, writtenCase(caseOf(seed, from)))

const ends = new Map<string, number>()
let wrong = 0
let slowest: { readonly index: number; readonly of: Outcome['slowest'] } = { index: 0, of: ['', 0] }

const note = (index: number, what: string): void => {
  wrong += 1
  console.log(`case ${index}: ${what}\n`)
}

console.log(`seed ${seed}`)
const began = performance.now()
await watched(new URL('./fuzz/thread.js', import.meta.url), { seed, from, to }, Number(flags.seconds), {
  ended: (index, outcome) => {
    ends.set(outcome.end, (ends.get(outcome.end) ?? 0) + 1)
    if (outcome.wrong !== undefined) note(index, outcome.wrong)
    if (outcome.slowest[1] > slowest.of[1]) slowest = { index, of: outcome.slowest }
    if ((index + 1) % 1000 === 0) console.error(`${index + 1} of ${to}`)
  },
  died: note,
})
const seconds = (performance.now() - began) / 1000
console.log(
  `${to - from} cases in ${seconds.toFixed(0)} s: ${[...ends].map(([end, count]) => `${count} ${end}`).join(', ')}; ` +
    `the slowest: ${slowest.of[0]}, ${Math.round(slowest.of[1])} ms, case ${slowest.index}`,
)
console.log(wrong === 0 ? 'nothing was wrong' : `${wrong} were wrong`)
process.exitCode = wrong === 0 ? 0 : 1
