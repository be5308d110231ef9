import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LanesChoice } from '../../src/compiler/index.ts'
import { defaults } from '../../src/dsl/index.ts'
import { experiment } from '../../src/experiment/index.ts'
import { togetherBy } from '../../src/experiment/seeds-together.ts'
import { orThrow } from '../../src/fault.ts'
import { finetune } from '../../src/methods/index.ts'
import { benchmarks } from '../../src/streams/index.ts'

const time = fc.double({ min: 1e-3, max: 1e4, noNaN: true })
const at = '2026-01-01'
const [one, all] = ['one seed after the other', 'all seeds together']

describe('whether seeds go together', () => {
  it('law: by what was measured they do where it is faster by more than a tenth, and only there', () => {
    fc.assert(
      fc.property(time, fc.double({ min: 0.5, max: 1.5, noNaN: true }), (loop, part) => {
        const times = { [one]: loop, [all]: part * loop }
        expect(togetherBy({ times, at })).toBe(part * loop < 0.9 * loop)
      }),
    )
    expect(togetherBy({ times: { [one]: 1, [all]: 0.95 }, at })).toBe(false)
  })
  it('not where one of the ways does not run', () => {
    expect(togetherBy({ times: { [all]: 1 }, at })).toBe(false)
    expect(togetherBy({ times: { [one]: 1 }, at })).toBe(false)
  })
})

describe('the choice of a run', () => {
  const before = process.env.XDG_CACHE_HOME
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'retain-seeds-'))
    process.env.XDG_CACHE_HOME = folder
  })
  afterAll(() => {
    if (before === undefined) delete process.env.XDG_CACHE_HOME
    else process.env.XDG_CACHE_HOME = before
    rmSync(folder, { recursive: true, force: true })
  })
  const asked = (lanes: LanesChoice | undefined, seeds: readonly number[]) =>
    orThrow(
      experiment({
        name: 'finetune',
        method: finetune,
        options: defaults(finetune.options),
        benchmark: benchmarks.find(({ name }) => name === 'permuted-mnist')!,
        tasks: 1,
        samples: 20,
        evaluate: 'test',
        backend: 'wasm',
        seeds,
        ...(lanes === undefined ? {} : { lanes }),
      }),
    )
  const saidOf = async (...of: Parameters<typeof asked>) => {
    const { runs, together } = await asked(...of)
    expect(new Set(runs.map(({ started }) => JSON.stringify(started.together))).size).toBe(1)
    const [said] = runs.map(({ started }) => started.together)
    expect(together?.atOnce ?? 1).toBe(said?.lanes ?? 1)
    return said
  }

  it('is measured where it is left to that, once, and kept: what is kept decides', async () => {
    const measured = () => readdirSync(join(folder, 'retain', 'measured'))
    const said = await saidOf('auto', [0, 1])
    expect(said?.words).toMatch(
      /^(2 as lanes of one program|one seed after the other): a batch of 2 takes \S+ ms all seeds together, \S+ ms one seed after the other, as measured here on /,
    )
    const [kept] = measured()
    const path = join(folder, 'retain', 'measured', kept!)
    const of = JSON.parse(readFileSync(path, 'utf8'))
    for (const [lanes, milliseconds] of [
      [2, 1],
      [1, 99],
    ] as const) {
      writeFileSync(path, JSON.stringify({ ...of, times: { [one]: 10, [all]: milliseconds } }))
      expect((await saidOf('auto', [0, 1]))?.lanes).toBe(lanes)
    }
    // Other seeds, as many: the same measurement. More of them: another.
    expect((await saidOf('auto', [5, 4]))?.lanes).toBe(1)
    expect(measured()).toEqual([kept])
    await saidOf('auto', [0, 1, 2])
    expect(measured().length).toBe(2)
  })
  it('is as it is asked for, and nothing is said where nothing is, or of one seed', async () => {
    expect(await saidOf('on', [0, 1])).toEqual({ lanes: 2, words: '2 as lanes of one program' })
    for (const lanes of ['off', undefined] as const) expect(await saidOf(lanes, [0, 1])).toBeUndefined()
    expect(await saidOf('on', [0])).toBeUndefined()
    expect(await saidOf('auto', [0])).toBeUndefined()
  })
})
