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
  `import { layers, type Network } from 'retain-lang'
const { dense, flatten, gate } = layers
export const mine: Network = { name: 'mine', layers: [${layers}], ${rest} }
`

/** A network of the page. */
const onPage = (name: string): string =>
  new RegExp(`\`\`\`ts\\n// ${name}\\n([\\s\\S]*?)\`\`\``).exec(readFileSync('docs/networks.md', 'utf8'))![1]!
const good = onPage('gated.ts')
const swish = onPage('swish.ts')

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

  it('with a layer of its own and a dropout goes on with a comparison as if nothing had happened, in workers that load it anew', async () => {
    write('swish.ts', swish)
    const compare = (out: string, ...more: readonly string[]) =>
      child(
        words(
          `compare finetune,ewc ${at} --network ./swish.ts --seeds 0-1 --workers 2 --out ${out} ${more.join(' ')}`.trim(),
        ),
        { cwd: folder },
      )
    const { status, err } = await compare('out')
    expect({ status, err }).toEqual({ status: 0, err: '' })
    const [table, record] = ['out/table.md', 'out/records/ewc-seed1.jsonl'].map((file) => join(folder, file))
    const accuracies = (text: string) => text.split('\n').map((line) => /"accurac[^\]]*\]/.exec(line)?.[0])
    const before = [table!, record!].map((file) => readFileSync(file, 'utf8'))
    expect(accuracies(before[1]!).filter((line) => line !== undefined).length).toBeGreaterThan(1)
    rmSync(record!)
    expect(await compare('out', '--resume')).toMatchObject({ status: 0, err: '' })
    expect(accuracies(readFileSync(record!, 'utf8'))).toEqual(accuracies(before[1]!))
    expect(readFileSync(table!, 'utf8').replace(/\d+(\.\d+)? (ms|s)\b/g, '')).toBe(
      before[0]!.replace(/\d+(\.\d+)? (ms|s)\b/g, ''),
    )
    // Another rule is another network, whatever the file is called.
    write('swish.ts', swish.replace('o.minimum(beta!,', 'o.maximum(beta!,'))
    const changed = await compare('out', '--resume')
    expect(changed.status).toBe(2)
    expect(changed.err).toContain('network')
  })
  it('as JSON has no layers of its own: why is said', async () => {
    write('swish.ts', swish)
    const json = {
      name: 'a',
      layers: [{ _tag: 'Own', group: 'swish', steepest: 4 }],
      initialisation: 'xavierUniform',
      loss: 'crossEntropy',
    }
    const { status, err } = await run(write('own.json', JSON.stringify(json)))
    expect(status).toBe(2)
    expect(err).toContain(
      'a layer of your own must have its rule, which is code, got undefined.\n  in        ./own.json ▸ layers ▸ 0 ▸ definition',
    )
  })

  it.each([
    [
      'throws.ts',
      `const a = 1\nthrow new Error('not today')`,
      'network: the file of a network must load, got not today.\n  in        throws.ts:2:7',
    ],
    [
      'layer.ts',
      swish.replace('steepest: 4 })', 'steepest: 0 })'),
      'network swish: `steepest` must be a number > 0, got 0.\n  in        ./layer.ts ▸ swish swish',
    ],
    [
      'rule.ts',
      swish.replace(
        'const slope = o.minimum(beta!, o.constant(steepest))',
        "if (beta) throw new Error('not today')\n    const slope = beta!",
      ),
      'network swish: the rule of swish must not throw, got not today (rule.ts:10:21).\n  in        ./rule.ts ▸ swish swish',
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
