import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RecordedRun } from '../src/records/index.ts'

/** What running a record's seeds once more showed. */
export interface Comparison {
  readonly record: string
  readonly seeds: readonly number[]
  /** Accuracies of the record, and those of them that are other numbers now. */
  readonly accuracies: number
  readonly differ: number
  readonly seconds: number
}

const retain = (args: readonly string[]): Promise<void> =>
  new Promise((done, failed) => {
    const child = spawn(process.execPath, ['bin/retain.js', ...args], { stdio: ['ignore', 'ignore', 'inherit'] })
    child.on('close', (code) =>
      code === 0 ? done() : failed(new Error(`retain ${args.join(' ')} ended with ${String(code)}`)),
    )
  })

/** The flags that say what a recorded run was of. */
const flagsOf = ({ started: s }: RecordedRun, seeds: readonly number[]): readonly string[] => [
  s.method,
  ...['--benchmark', s.benchmark, '--network', s.network, '--tasks', `${s.tasks}`, '--batch', `${s.batch}`],
  ...(s.samples === 'all' ? [] : ['--samples', `${s.samples}`]),
  ...(s.folder === undefined ? [] : ['--data', s.folder]),
  ...(s.epochs === undefined ? [] : ['--epochs', `${s.epochs}`]),
  ...(s.iterations === undefined ? [] : ['--iterations', `${s.iterations}`]),
  ...(s.initialisation === undefined ? [] : ['--initialisation', s.initialisation]),
  ...(s.scenario === undefined ? [] : ['--scenario', s.scenario]),
  ...['--evaluate', s.evaluate, '--backend', s.backend, '--seeds', seeds.join(',')],
  ...['--set', ...Object.entries(s.options).map(([name, value]) => `${name}=${value}`)],
]

/** Runs seeds of a record again, as it says it was run, and compares every accuracy, to the last bit. */
export const compareAgain = async (
  record: string,
  seeds: readonly number[],
  runsOf: (path: string) => Promise<readonly RecordedRun[]>,
): Promise<Comparison> => {
  const recorded = (await runsOf(record)).filter(({ started }) => seeds.includes(started.seed))
  const folder = mkdtempSync(join(tmpdir(), 'retain-again-'))
  const out = join(folder, 'again.jsonl')
  const start = performance.now()
  try {
    const own = recorded.map(({ started }) => started.seed)
    if (recorded[0] !== undefined) await retain(['run', ...flagsOf(recorded[0], own), '--quiet', '--out', out])
    const now = existsSync(out) ? await runsOf(out) : []
    const rows = (of: readonly RecordedRun[], seed: number): readonly number[] =>
      of.filter(({ started }) => started.seed === seed).flatMap(({ before, matrix }) => [before, ...matrix].flat())
    const pairs = own.flatMap((seed) => {
      const again = rows(now, seed)
      return rows(recorded, seed).map((value, i) => [value, again[i]] as const)
    })
    return {
      record,
      seeds: own,
      accuracies: pairs.length,
      differ: pairs.filter(([a, b]) => !Object.is(a, b)).length,
      seconds: (performance.now() - start) / 1000,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
