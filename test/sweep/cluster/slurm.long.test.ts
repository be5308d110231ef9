import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { decodeRecord, recordedRuns } from '../../../src/records/index.ts'
import { readCsv } from '../../cli/written.ts'
import { right } from '../../experiment/digits.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-slurm-'))
const node = join(folder, 'node')
const script = join(import.meta.dirname, '../../../scripts/slurm/one-node.sh')
const bin = join(import.meta.dirname, '../../../bin/retain.js')

const started = spawnSync(script, ['start', node], { encoding: 'utf8', timeout: 60_000 })
const runs = started.status === 0
if (!runs) process.stderr.write(`\n== SLURM WAS NOT TRIED: ${started.stderr.trim() || started.error?.message}\n`)

const env = { ...process.env, SLURM_CONF: join(node, 'slurm.conf') }
const slurm = (command: string, ...args: readonly string[]): string =>
  execFileSync(command, args, { env, encoding: 'utf8' })

afterAll(async () => {
  if (runs) slurm('scancel', '--user=root')
  if (runs) await setTimeout(500)
  spawnSync(script, ['stop', node])
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 })
})

const compare = (out: string, ...more: readonly string[]): readonly string[] => [
  bin,
  ...'compare finetune,er --benchmark permuted-mnist --tasks 3 --samples 600 --seeds 0-1 --backend wasm'.split(' '),
  ...['--out', join(folder, out), ...more],
]

const onSlurm = (...more: readonly string[]): readonly string[] =>
  compare('cluster', '--engine', 'slurm', '--array-limit', '2', ...more)

/** A process of the command line: what it said so far, and how it ended. */
const begun = (args: readonly string[]) => {
  const child = spawn(process.execPath, [...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk) => {
    said.out += chunk
  })
  child.stderr.on('data', (chunk) => {
    said.err += chunk
  })
  const ended = new Promise<number | string | null>((resolve) => child.on('close', (code, by) => resolve(code ?? by)))
  return { child, said, ended }
}

const names = (of: string): readonly string[] => {
  const place = join(folder, 'cluster', 'cluster', of)
  return existsSync(place) ? readdirSync(place).filter((name) => !name.startsWith('.')) : []
}

const until = async <A>(found: () => A | undefined, what: string): Promise<A> => {
  const start = performance.now()
  for (;;) {
    const one = found()
    if (one !== undefined) return one
    if (performance.now() - start > 90_000) throw new Error(`waited in vain for ${what}`)
    await setTimeout(50)
  }
}

/** The place in the array of an element that is inside a run, some of which is recorded. */
const amidst = (): string | undefined =>
  names('claimed').flatMap((claim) => {
    const [, name, place] = /^\d+~(.*)\.json@(\d+_\d+)\.\d+$/.exec(claim) ?? []
    const record = join(folder, 'cluster', 'records', `${name}.jsonl`)
    return existsSync(record) && readFileSync(record, 'utf8').includes('"TaskEnded"') ? [place!] : []
  })[0]

const elements = (): readonly string[] =>
  slurm('squeue', '--noheader', '--array', '--states=RUNNING', '--format=%F_%K').trim().split(/\s+/)

const timeless = (out: string): readonly Readonly<Record<string, string>>[] =>
  readCsv(readFileSync(join(folder, out, 'table.csv'), 'utf8')).map((row) => ({
    ...row,
    train_seconds: '',
    train_seconds_std: '',
  }))

const matrices = (out: string) =>
  readdirSync(join(folder, out, 'records'))
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => {
      const path = join(folder, out, 'records', name)
      const run = recordedRuns(right(decodeRecord(path)(readFileSync(path, 'utf8')))).at(-1)
      return { name, ending: run?.ending?._tag, matrix: run?.matrix }
    })

describe.skipIf(!runs)('a comparison on a cluster of one node', () => {
  it('of which a job is killed, the node drained and the follower killed, ends with the table of one on this machine', async () => {
    const first = begun(onSlurm())
    const victim = await until(amidst, 'a run to kill')
    slurm('scontrol', 'update', `nodename=${slurm('hostname', '-s').trim()}`, 'state=drain', 'reason=test')
    slurm('scancel', '--signal=KILL', '--batch', victim)
    // The other is taken from its node, as one that is preempted: Slurm will begin it anew.
    for (const other of elements().filter((one) => one !== victim)) slurm('scontrol', 'requeue', other)
    await until(
      () => (/^waiting: .*(DRAINED|drained)/m.test(first.said.err) ? true : undefined),
      'word of the drained node',
    )
    first.child.kill('SIGKILL')
    expect(await first.ended).toBe('SIGKILL')
    expect(names('waiting').length).toBeGreaterThan(0)
    slurm('scontrol', 'update', `nodename=${slurm('hostname', '-s').trim()}`, 'state=resume')
    const second = begun(onSlurm('--resume'))
    expect(await second.ended, second.said.err).toBe(0)
    expect(second.said.out).toMatch(/^permuted-mnist: 3 tasks of 600 examples/)
    await promisify(execFile)(process.execPath, [...compare('local', '--quiet')])
    expect(timeless('cluster')).toEqual(timeless('local'))
    expect(matrices('cluster')).toEqual(matrices('local'))
    expect(timeless('local').map(({ method, seeds }) => `${method} ${seeds}`)).toEqual(['finetune 2', 'er 2'])
    expect(slurm('squeue', '--noheader', '--states=PENDING,RUNNING').trim()).toBe('')
  })
})
