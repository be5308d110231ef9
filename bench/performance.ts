/**
 * Writes docs/performance.md: steps on wasm and on TensorFlow, beside TensorFlow.js as its users write it, PyTorch on one and on two
 * threads, on a GPU with a step as one CUDA graph where there is one, and JAX on what it takes by itself.
 *
 *   npx tsx bench/performance.ts [--python PYTHON] [--node NODE] [--to FILE] [--blocks 9] [--seconds 20] [CASE ...]
 *
 * PYTHON, or RETAIN_PYTHON of the environment, is a Python that has `torch` and `jax`; what it lacks is skipped, and the page says so. NODE
 * is a Node.js that fuses products, of version 21 or later, if this one does not: for `bench/fused.ts`.
 * Everything that does a case starts from the same numbers, and must be where ours is after three steps. All in turn, block by block, so
 * that a slow moment of the machine hits all; medians over blocks. A busy machine tells nothing: the page says how busy it was.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isRight } from 'fp-ts/lib/Either.js'
import { encodeNpz } from '../src/formats/index.ts'
import { backends, type MachineDevice } from '../src/interpreters/devices/index.ts'
import { retainVersion, versionOf } from '../src/version.ts'
import { type Contestant, contestant } from './batches.ts'
import { distance } from './compare.ts'
import { idiomatic } from './idiomatic.ts'
import { median } from './median.ts'
import { type Rival, rival } from './rivals.ts'
import { tf } from './tfjs.ts'

const usual = [
  'sgd:mlp:1',
  'sgd:mlp:10',
  'sgd:mlp:64',
  'emcl:mlp:10',
  'ewc:mlp:10',
  'laMaml:mlp:10',
  'finetune:wide:64',
  'emcl:wide:64',
  'finetune:resNet32:10',
  'finetune:resNet84:10',
]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    python: { type: 'string' },
    node: { type: 'string', default: process.execPath },
    to: { type: 'string', default: 'docs/performance.md' },
    blocks: { type: 'string', default: '9' },
    seconds: { type: 'string', default: '20' },
  },
})
const python = values.python ?? process.env.RETAIN_PYTHON
const [mostBlocks, mostSeconds] = [Number(values.blocks), Number(values.seconds)]

/** What a Python prints, if it has what that takes. */
const saidBy = (lines: string): string | undefined => {
  if (python === undefined) return undefined
  const asked = spawnSync(python, ['-c', lines], { encoding: 'utf8' })
  return asked.status === 0 ? asked.stdout.trim() : undefined
}

const [torch, jax] = ['torch', 'jax'].map((name) => saidBy(`import ${name}; print(${name}.__version__)`))
const [torchCard, jaxCard] = [
  saidBy('import torch; print(torch.cuda.get_device_name())'),
  saidBy("import jax; print(next(d.device_kind for d in jax.devices() if d.platform == 'gpu'))"),
]
const started = performance.now()
const load = loadavg()[0]!

const devices: readonly MachineDevice[] = (
  await Promise.all(
    backends.filter(({ name, present }) => name !== 'cpu' && present()).map((backend) => backend.open()),
  )
).flatMap((opened) => (isRight(opened) ? [opened.right] : []))

/** What TensorFlow.js calls the backends that our devices have opened. */
const registered: Readonly<Record<string, string>> = { wasm: 'wasm', node: 'tensorflow', 'node-gpu': 'tensorflow' }

const rivals: readonly Rival[] = [
  ...(python === undefined || torch === undefined
    ? []
    : [1, 2].map((threads) =>
        rival(python, `PyTorch, ${threads} thread${threads > 1 ? 's' : ''}`, ['torch', `${threads}`]),
      )),
  ...(python === undefined || torchCard === undefined ? [] : [rival(python, 'PyTorch, CUDA graph', ['torch', 'cuda'])]),
  ...(python === undefined || jax === undefined ? [] : [rival(python, 'JAX', ['jax'])]),
]

/** Milliseconds a step over so many steps. */
type Timed = (steps: number) => Promise<number>

const timed =
  (
    { step, parameters, done = parameters }: Pick<Contestant, 'step' | 'parameters' | 'done'>,
    before: () => Promise<unknown>,
  ): Timed =>
  async (steps) => {
    await before()
    const start = performance.now()
    for (let i = 0; i < steps; i += 1) await step()
    await done()
    return (performance.now() - start) / steps
  }

/** Steps from the start after which all must agree. */
const proof = 3

/**
 * How far apart rounding may bring them, in units of the largest parameter. Of the residual net's hundred thousands of units some stand so near
 * the kink of their ReLU that rounding decides; then a slope is another, and batch normalisation carries it on.
 */
const apartOf = (one: string): number => (one.includes('resNet') ? 1e-2 : 1e-3)

const notes: string[] = []
const judged = (one: string, name: string, off: number): void => {
  if (!Number.isNaN(off)) console.log(`  ${name}: ${off.toExponential(1)} apart`)
  if (off > apartOf(one)) notes.push(`${name} is ${off.toExponential(0)} from ours after ${proof} steps of \`${one}\``)
}

interface Entry {
  readonly name: string
  readonly timed: Timed | undefined
}

/** Everything that does a case, at one place, once it is known to do the same. */
const entriesOf = async (one: string, folder: string): Promise<readonly Entry[]> => {
  const own: Contestant[] = []
  for (const device of devices) own.push(await contestant(device, one))
  const after: (readonly ArrayLike<number>[])[] = []
  for (const { step, parameters } of own) {
    for (let i = 0; i < proof; i += 1) await step()
    after.push((await parameters()).map((each) => Float32Array.from(each)))
  }
  after.forEach((reached, i) => {
    judged(one, devices[i]!.name, distance(reached, after[0]!))
  })
  const { start } = own[0]!
  const shapes = start.filter(({ name }) => name.startsWith('theta')).map(({ shape }) => shape)
  const archive = join(folder, `${one.replaceAll(':', '-')}.npz`)
  const reached = after[0]!.map((each, i) => ({
    name: `after${i}`,
    shape: shapes[i]!,
    values: Float32Array.from(each),
  }))
  writeFileSync(archive, encodeNpz([...start, ...reached]))

  const entries: Entry[] = own.map((each, i) => ({
    name: devices[i]!.name,
    timed: timed(each, () => Promise.resolve()),
  }))
  for (const { name } of devices) {
    const before = () => tf.setBackend(registered[name]!)
    await before()
    try {
      const theirs = idiomatic(one, start)
      for (let i = 0; i < proof; i += 1) await theirs.step()
      judged(one, `TensorFlow.js on ${name}`, distance(await theirs.parameters(), after[0]!))
      entries.push({ name: `tfjs ${name}`, timed: timed(theirs, before) })
    } catch (error) {
      // Its wasm backend has no slope of a filter.
      notes.push(`TensorFlow.js on ${name} can't do \`${one}\`: ${`${error}`.split('\n')[0]!.slice(0, 120)}`)
      entries.push({ name: `tfjs ${name}`, timed: undefined })
    }
  }
  for (const { name, load, time } of rivals) {
    const off = await load(one, archive)
    judged(one, name, off)
    entries.push({ name, timed: Number.isNaN(off) ? undefined : (steps) => time(one, steps) })
  }
  rmSync(archive)
  return entries
}

/** The least time in a block among some, if any of them is there. */
const best = (block: readonly number[], among: readonly number[]): number =>
  Math.min(...among.map((i) => block[i]!).filter((time) => !Number.isNaN(time)))

const shown = (time: number): string =>
  Number.isNaN(time) ? '–' : time < 1 ? time.toFixed(3) : time < 100 ? time.toPrecision(3) : time.toFixed(0)

const folder = mkdtempSync(join(tmpdir(), 'retain-performance-'))
const rows: string[] = []
let names: readonly string[] = []
for (const one of positionals.length === 0 ? usual : positionals) {
  const begun = performance.now()
  const entries = await entriesOf(one, folder)
  names = entries.map(({ name }) => name)
  const steps: number[] = []
  for (const { timed } of entries) {
    if (timed === undefined) {
      steps.push(0)
      continue
    }
    const first = await timed(1)
    const each = first > 1000 ? first : await timed(Math.ceil(20 / Math.max(1, first)))
    steps.push(Math.max(1, Math.min(500, Math.round(100 / each))))
  }
  const blocks: number[][] = []
  const from = performance.now()
  while (blocks.length < mostBlocks && (blocks.length < 3 || performance.now() - from < 1000 * mostSeconds)) {
    const block: number[] = []
    for (const [i, { timed }] of entries.entries())
      block.push(timed === undefined ? Number.NaN : await timed(steps[i]!))
    blocks.push(block)
  }
  const [ours, tfjs, others] = [
    names.flatMap((_, i) => (i < devices.length ? [i] : [])),
    names.flatMap((name, i) => (name.startsWith('tfjs') ? [i] : [])),
    names.flatMap((name, i) => (name.startsWith('PyTorch') ? [i] : [])),
  ]
  const jaxes = names.flatMap((name, i) => (name === 'JAX' ? [i] : []))
  const ratios = [tfjs, others, jaxes].map((among) => {
    const ratio = median(blocks.map((block) => best(block, among) / best(block, ours)))
    return Number.isFinite(ratio) ? ratio.toFixed(ratio < 10 ? 2 : 0) : '–'
  })
  const times = names.map((_, i) => median(blocks.map((block) => block[i]!)))
  rows.push(`| ${[`\`${one}\``, ...times.map(shown), ...ratios].join(' | ')} |`)
  const least = names.map((name, i) => `${name} ${shown(Math.min(...blocks.map((block) => block[i]!)))}`)
  console.log(rows.at(-1))
  console.log(
    `  least: ${least.join(', ')}; ${blocks.length} blocks, ${((performance.now() - begun) / 1000).toFixed(0)} s`,
  )
}
for (const { end } of rivals) end()
rmSync(folder, { recursive: true })

const products = spawnSync(values.node, ['--import', 'tsx', 'bench/fused.ts'], { encoding: 'utf8' })

const lacking = [
  ...(torch === undefined ? ['PyTorch'] : []),
  ...(jax === undefined ? ['JAX'] : []),
  ...(devices.some(({ name }) => name.startsWith('node')) ? [] : ['TensorFlow']),
  ...(products.status === 0 ? [] : ['a Node.js whose products on wasm are fused multiply-adds']),
]
const versions = [
  `Retain ${retainVersion()}`,
  `Node.js ${process.versions.node}`,
  `TensorFlow.js ${versionOf('@tensorflow/tfjs-core/package.json')}`,
  ...devices.flatMap(({ library, products }) => [
    ...(library === undefined ? [] : [library]),
    ...(products === undefined ? [] : [`products on wasm by ${products}`]),
  ]),
  ...(torch === undefined ? [] : [`PyTorch ${torch}${torchCard === undefined ? '' : `, on ${torchCard} too`}`]),
  ...(jax === undefined ? [] : [`JAX ${jax}${jaxCard === undefined ? '' : ` on ${jaxCard}`}`]),
]
const minutes = ((performance.now() - started) / 60_000).toFixed(0)
const page = `# How fast it is

<!-- written by bench/performance.ts -->

Milliseconds a step, ${new Date().toISOString().slice(0, 10)}, on ${cpus().length} cores of ${cpus()[0]?.model.trim()} with ${Math.round(totalmem() / 2 ** 30)} GB on ${process.platform} ${process.arch};
a load of ${load.toFixed(1)} before. ${versions.join(', ')}.
All in one run of ${minutes} minutes, in turn, block by block; medians over blocks.${
  lacking.length === 0 ? '' : `\n\nSkipped, since not there: ${lacking.join(', ')}.`
}

| case | ${names.join(' | ')} | tfjs / ours | PyTorch / ours | JAX / ours |
| --- | ${names.map(() => '---:').join(' | ')} | ---: | ---: | ---: |
${rows.join('\n')}

A case is METHOD:NETWORK:BATCH, a method by its default options: \`emcl\` takes 20 gradients a batch, \`laMaml\` 50 inner steps and the
slope of as many losses, \`ewc\` has one task behind it. \`mlp\` is 784-100-100-10, \`wide\` 784-2000-2000-10, \`resNet32\` and \`resNet84\` the
reduced residual net on images of 32 × 32 and 84 × 84 in three colours. ${devices.map(({ name }) => `\`${name}\``).join(', ')} are our backends: \`sgd\` is a bare step of a
compiled program, and a method goes through a session, as in a run: its batch is uploaded and its memories drawn from, and the state is
checked for finiteness. The others hold the batch, and check nothing. \`tfjs\` is TensorFlow.js as its users write it, on the same
backends, PyTorch is eager${torchCard === undefined ? '' : ', on the GPU a step is one CUDA graph'}, JAX compiled. Everything starts from the same numbers, and is where ours is after ${proof} steps, up to 0.001 of the largest
parameter, of the residual net 0.01, where some\nReLU stands so near 0 that rounding decides its slope${notes.length === 0 ? '' : '; what is not, or is not to be had, is said below'}. The last
columns are medians, over blocks, of their best time over our best: above 1 we are faster.
${notes.length === 0 ? '' : `\n${notes.map((note) => `- ${note}`).join('\n')}\n`}
${
  products.status === 0
    ? `On wasm products are fused multiply-adds where the runtime and the processor have them. Beside those that round each product and each sum, of
the fastest of some rounds, with the ratio:

${'```'}
${products.stdout.trim()}
${'```'}
`
    : ''
}${existsSync('docs/training-time.md') ? '\nTraining times of whole methods are [a page of their own](training-time.md).\n' : ''}

    npx tsx bench/performance.ts --python PYTHON --node NODE
`
writeFileSync(values.to, page)
console.log(`${values.to} is written`)
process.exit(0)
