import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRight } from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { costReportCodec } from '../../../src/cli/words/cost/report.ts'
import { count, size, time, work } from '../../../src/cli/words/cost/units.ts'
import { captured, words } from '../captured.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-cost-'))
afterAll(() => rmSync(folder, { recursive: true }))

const short = '--benchmark permuted-mnist --tasks 2 --samples 20 --backend wasm --quiet'

describe('retain cost', () => {
  it('prints derivatives, work, calls, memory, growth and time, in 80 columns', async () => {
    const { status, out, err } = await captured(words(`cost laMaml ${short} --set glances=1 replay=2`))
    expect({ status, err }).toEqual({ status: 0, err: '' })
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    expect(out).toContain('laMaml on permuted-mnist: 2 tasks of 20 examples, batches of 10')
    expect(out).toContain('mlp, 89,610 parameters')
    // A batch of 10, one glance: 10 steps, and 10 looks at the batch and 2 old examples, of which the first batch of all has none.
    expect(out).toMatch(/gradients of an example +130 +260 +500\n/)
    expect(out).toMatch(/Hessian-vector products +0 +0 +0\n/)
    expect(out).toMatch(/glances +\+130 /)
    expect(out).toMatch(/wasm +.* m?s +.* m?s +.* m?s\n/)
  })

  it('prints numbers with `--json`, of a method in a file of JSON and of one in TypeScript too', async () => {
    const path = join(folder, 'finetune.json')
    writeFileSync(path, (await captured(words('explain finetune --format json'))).out)
    for (const method of ['finetune', path, 'test/cli/methods/mine.ts']) {
      const { status, out } = await captured(words(`cost ${method} ${short} --json`))
      expect(status).toBe(0)
      const report = costReportCodec.decode(JSON.parse(out))
      expect(report).toMatchObject({
        _tag: 'Right',
        right: {
          method,
          parameters: 89610,
          tasks: [{ batches: 2, stateBytes: 4 * 89610 }, { remembered: 0 }],
          total: { gradients: { least: 40, most: 40 }, hessianProducts: { least: 0, most: 0 } },
          times: [{ backend: 'wasm', rough: false }],
        },
      })
      if (isRight(report)) expect(costReportCodec.encode(report.right)).toEqual(JSON.parse(out))
    }
  })

  it('says how much is learned as a run says it: one example is one, and passes are told', async () => {
    const line = 'finetune --benchmark permuted-mnist --tasks 1 --samples 1 --epochs 3 --backend wasm --quiet'
    const told = '1 task of 1 example, batches of 1, 3 passes'
    const { out } = await captured(words(`cost ${line}`))
    expect(out).toContain(`finetune on permuted-mnist: ${told}`)
    expect((await captured(words(`run ${line} --out ${join(folder, 'runs')}`))).out).toContain(told)
    const report = JSON.parse((await captured(words(`cost ${line} --json`))).out)
    expect(report).toMatchObject({ samples: 1, batch: 1, epochs: 3, total: { gradients: { least: 3, most: 3 } } })
  })

  it('tells a stream that is predicted batch by batch: its stretches, steps and all predictions', async () => {
    const line = 'finetune --benchmark osaka --tasks 3 --samples 2 --backend wasm --quiet'
    const { status, out, err } = await captured(words(`cost ${line}`))
    expect({ status, err }).toEqual({ status: 0, err: '' })
    expect(out).toContain('finetune on osaka: 3 stretches of 2 steps, batches of 1 step')
    // Two stretches of two batches of 50; the first is of meta-batches, and it does nothing there.
    expect(out).toMatch(/gradients of an example +0 +50 +200\n/)
    expect(out).toMatch(/wasm +.* m?s +.* m?s +.* m?s\n/)
  })

  it('says what is wrong', async () => {
    const wrong = async (line: string, message: string) =>
      expect(await captured(words(`cost ${line}`))).toMatchObject({
        status: 2,
        out: '',
        err: expect.stringContaining(message),
      })
    await wrong('laMml --benchmark permuted-mnist', 'the nearest is `laMaml`')
    await wrong('laMaml --benchmark permuted-mnit', 'the nearest is `permuted-mnist`')
    await wrong('laMaml --benchmark permuted-mnist --set glance=1', 'the nearest is `glances`')
    await wrong('laMaml --benchmark permuted-mnist --backend wsm', 'the nearest is `wasm`')
    await wrong('laMaml', '--benchmark must be given')
    await wrong(`finetune ${short} --tasks 0`, '--tasks: the value must be a whole number, at least 1')
  })
})

describe('units', () => {
  it('are read at a glance', () => {
    expect([count(0), count(1050), count(2_100_000), count(11_046_000)]).toEqual(['0', '1,050', '2,100,000', '11.0 M'])
    expect([work(0), work(640), work(433_000_000), work(8.66e11)]).toEqual([
      '0 FLOP',
      '640 FLOP',
      '433 MFLOP',
      '866 GFLOP',
    ])
    expect([size(1_075_320), size(635_200)]).toEqual(['1.08 MB', '635 kB'])
    expect([time(0.0953), time(12.34), time(190), time(7500)]).toEqual([
      '95.3 ms',
      '12.3 s',
      '3 min 10 s',
      '2 h 05 min',
    ])
  })
})
