import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { checkpointPath, decodeRecord, numbersOf, recordedRuns } from '../../src/records/index.ts'
import { right } from '../experiment/digits.ts'
import { type Captured, captured, words } from './captured.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-going-on-'))
afterAll(() => rmSync(folder, { recursive: true }))

const small =
  '--benchmark permuted-mnist --tasks 2 --samples 60 --seeds 0-1 --evaluate-every 2 --backend wasm --checkpoint 0 --quiet'

const numbersIn = (path: string): string =>
  JSON.stringify(
    recordedRuns(right(decodeRecord(path)(readFileSync(path, 'utf8')))).map((run) => [
      run.started.seed,
      numbersOf(run),
    ]),
  )

const run = (out: string, ...more: readonly string[]): Promise<Captured> =>
  captured([...words(`run er ${small} --out`), out, ...more])

/** A run that is interrupted once its checkpoint has been there for the n-th time that was looked. */
const interrupted = async (out: string, looks: number, ...more: readonly string[]): Promise<Captured> => {
  const stop = new AbortController()
  let seen = 0
  const look = setInterval(() => {
    if ([0, 1].some((seed) => existsSync(checkpointPath(out, seed)))) seen += 1
    if (seen >= looks) stop.abort()
  }, 2)
  try {
    return await captured([...words(`run er ${small} --out`), out, ...more], { signal: stop.signal })
  } finally {
    clearInterval(look)
  }
}

const whole = join(folder, 'whole.jsonl')
const printed = await run(whole, '--json')
if (printed.status !== 0) throw new Error(printed.err)
const due = numbersIn(whole)

const checkpoints = (): readonly string[] => readdirSync(folder).filter((name) => name.includes('checkpoint'))

describe('a run that goes on', () => {
  it('is the run that nobody stopped, to the bit; it says how to go on, and its checkpoints are gone at the end', async () => {
    const out = join(folder, 'cut.jsonl')
    const cut = await interrupted(out, 3)
    expect([cut.status, cut.err]).toEqual([
      130,
      `interrupted; what was done is in ${out}: go on with the same command and --resume\n`,
    ])
    expect(existsSync(checkpointPath(out, 0))).toBe(true)
    const again = await interrupted(out, 4, '--resume')
    expect(again.status).toBe(130)
    const { status, err, out: said } = await run(out, '--resume', '--json')
    expect([status, err]).toEqual([0, ''])
    expect(numbersIn(out)).toBe(due)
    const timeless = (text: string): string => text.replace(/"\w+Seconds":[\d.e-]+/g, '')
    expect(timeless(said)).toBe(timeless(printed.out))
    expect(checkpoints()).toEqual([])
    expect(await run(out, '--resume', '--json')).toMatchObject({ status: 0, err: '', out: said })
  })

  it('passes over a checkpoint that is cut off or changed for the one before it, and says so; with neither it begins anew', async () => {
    const out = join(folder, 'damaged.jsonl')
    await interrupted(out, 4)
    const path = checkpointPath(out, 0)
    expect(existsSync(`${path}.before`)).toBe(true)
    for (const damage of ['cut off', 'changed'] as const) {
      for (const file of [out, path, `${path}.before`]) copyFileSync(file, `${file}-copy`)
      const bytes = readFileSync(path)
      if (damage === 'cut off') truncateSync(path, bytes.length - 1)
      else {
        bytes[bytes.length - 5]! ^= 1
        writeFileSync(path, bytes)
      }
      const { status, err } = await run(out, '--resume')
      expect(status).toBe(0)
      expect(err).toContain(`the checkpoint ${path} is damaged: ${damage === 'cut off' ? 'it has' : 'its bytes'}`)
      expect(err).toContain('seed 0 goes on from the one before it\n')
      expect(numbersIn(out)).toBe(due)
      for (const file of [out, path, `${path}.before`]) copyFileSync(`${file}-copy`, file)
    }
    for (const file of [path, `${path}.before`]) writeFileSync(file, 'nothing')
    const { status, err } = await run(out, '--resume')
    expect([status, err.split('\n').at(-2)]).toEqual([0, 'seed 0 begins anew'])
    expect(numbersIn(out)).toBe(due)
  })

  it('is refused where the checkpoint is of something else, which it says, and of another version', async () => {
    const out = join(folder, 'other.jsonl')
    await interrupted(out, 2)
    rmSync(out)
    const refused = async (...more: readonly string[]) => {
      const { status, err } = await run(out, '--resume', ...more)
      expect(status).toBe(2)
      return err
    }
    expect(await refused('--set', 'rate=0.2')).toMatch(/^checkpoint: .* got `option rate` 0.1 there and 0.2 here\./)
    expect(await refused('--batch', '5')).toContain('`batch` 10 there and 5 here')
    expect(await refused('--benchmark', 'rotated-mnist')).toContain('`benchmark` permuted-mnist there')
    const other = await captured([...words(`run finetune ${small} --resume --out`), out])
    expect(other.err).toContain('`method` er there and finetune here')
    const path = checkpointPath(out, 0)
    const bytes = readFileSync(path)
    const at = bytes.indexOf('"retain":"') + '"retain":"'.length
    bytes[at]! += 1
    writeFileSync(path, bytes)
    // From the one before it the run could go on.
    rmSync(`${path}.before`, { force: true })
    expect(await refused()).toMatch(/^checkpoint: a run goes on from a checkpoint of the version of Retain/)
  })

  it('asks for a record, and not for a new one', async () => {
    expect((await captured(words(`run er ${small.replace('--checkpoint 0 ', '')} --resume`))).err).toContain(
      'got no --out',
    )
    expect((await captured(words(`run er ${small}`))).err).toContain('--checkpoint: it must come with')
    expect((await run(whole, '--resume', '--force')).err).toContain('--resume: it goes on with the record')
    expect((await run(whole, '--resume', '--checkpoint', 'often')).err).toContain('must be a number of seconds')
    expect((await run(whole, '--resume', '--set', 'rate=0.3')).err).toMatch(/^run: what is recorded must be/)
    expect(numbersIn(whole)).toBe(due)
  })
})

describe('a comparison that goes on', () => {
  it('goes on inside a task, and is the one that nobody stopped', async () => {
    const compare = (out: string, signal?: AbortSignal, ...more: readonly string[]) =>
      captured(
        [...words(`compare er,ewc ${small} --workers 1 --out`), join(folder, out), ...more],
        signal === undefined ? {} : { signal },
      )
    const undisturbed = await compare('all')
    expect(undisturbed.status).toBe(0)
    const records = join(folder, 'some', 'records')
    const stop = new AbortController()
    const look = setInterval(() => {
      if (existsSync(join(records, 'ewc-seed0.jsonl.seed0.checkpoint'))) stop.abort()
    }, 2)
    expect((await compare('some', stop.signal)).status).toBe(130)
    clearInterval(look)
    expect(readdirSync(records).some((name) => name.endsWith('.checkpoint'))).toBe(true)
    expect((await compare('some', undefined, '--resume')).status).toBe(0)
    expect(readdirSync(records).toSorted()).toEqual(readdirSync(join(folder, 'all', 'records')).toSorted())
    for (const name of readdirSync(records))
      expect([name, numbersIn(join(records, name))]).toEqual([name, numbersIn(join(folder, 'all', 'records', name))])
  })
})

describe('retain again', () => {
  it('says that all numbers are the same, or which are others', async () => {
    const same = await captured(['again', whole, '--quiet'])
    expect(same).toMatchObject({ status: 0, err: '' })
    expect(same.out).toMatch(/^er, seed 0: \d+ numbers, all the same to the bit\ner, seed 1: \d+ numbers, all the same/)
    const changed = join(folder, 'changed.jsonl')
    const lines = readFileSync(whole, 'utf8').trimEnd().split('\n')
    const row = lines.findIndex((line) => line.includes('"Evaluated","after":0'))
    // Up to there: a run that was stopped has no seal.
    writeFileSync(
      changed,
      `${lines.slice(0, row).join('\n')}\n${lines[row]!.replace(/"accuracies":\[[\d.e-]+/, '"accuracies":[0.5')}\n`,
    )
    const { status, out } = await captured(['again', changed, '--json'])
    expect(status).toBe(1)
    expect(JSON.parse(out).runs[0]).toMatchObject({
      seed: 0,
      differ: [
        { name: 'before 1', there: 0.5 },
        { name: 'course 1 scores 1', there: 0.5 },
      ],
    })
    expect((await captured(['again', whole, '--seeds', '7'])).err).toContain('must have a run that is asked for')
  })
})
