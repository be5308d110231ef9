import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { words } from './captured.ts'
import { child } from './child.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-network-files-'))
afterAll(() => rmSync(folder, { recursive: true }))

const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return `./${name}`
}

const network = (layers: string, rest = "initialisation: 'xavierUniform', loss: 'crossEntropy'"): string =>
  `import { layers, type Network } from 'retain'
const { dense, flatten, gate } = layers
export const mine: Network = { name: 'mine', layers: [${layers}], ${rest} }
`

/** The network of the page. */
const good = /```ts\n\/\/ gated\.ts\n([\s\S]*?)```/.exec(readFileSync('docs/networks.md', 'utf8'))![1]!

const at = '--benchmark permuted-mnist --tasks 2 --samples 40 --backend wasm --json --quiet'
const run = (path: string) => child(words(`run finetune ${at} --network ${path}`), { cwd: folder })

describe('a network from a file', () => {
  it('learns, and records say its file', async () => {
    const path = write('good.ts', good)
    const { status, err } = await child(words(`run finetune ${at} --network ${path} --out good.jsonl`), { cwd: folder })
    expect({ status, err }).toEqual({ status: 0, err: '' })
    expect(readFileSync(join(folder, 'good.jsonl'), 'utf8')).toContain('"./good.ts"')
  })
  it('is counted by cost under its own name', async () => {
    const line = `cost finetune --benchmark permuted-mnist --tasks 2 --samples 40 --backend wasm --json --quiet --network ./good.ts`
    const { status, out } = await child(words(line), { cwd: folder })
    expect(status).toBe(0)
    const report = JSON.parse(out)
    expect(report.network).toBe('gated')
    // Two dense layers from 784 to 64, a scale and a shift of 64, and one from 64 to 10.
    expect(report.parameters).toBe(2 * 785 * 64 + 2 * 64 + 65 * 10)
  })
  it('is compared with others on it', async () => {
    const line = `compare finetune,ewc ${at} --network ./good.ts`
    expect(await child(words(line), { cwd: folder })).toMatchObject({ status: 0 })
  })

  it.each([
    [
      'throws.ts',
      `const a = 1\nthrow new Error('not today')`,
      'network: the file of a network must load, got not today.\n  in        throws.ts:2:7',
    ],
    [
      'misfit.ts',
      network("flatten, gate({ body: [dense('a', 3)], branch: [dense('b', 2)] }), dense('output', 'outputs')"),
      'network mine: the branch of a gate must give the shape of its body, or 1 where one number is for all, got 2 for 3.\n  in        ./misfit.ts ▸ Gate at 1',
    ],
  ] as const)('%s is refused before anything runs', async (name, text, message) => {
    const { status, out, err } = await run(write(name, text))
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err).toContain(message)
  })
})
