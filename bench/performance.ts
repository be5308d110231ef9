/**
 * Writes docs/performance.md: batches on wasm and on TensorFlow, beside PyTorch on one and on two threads and JAX where a python has them.
 *
 *   npx tsx bench/performance.ts [--python PYTHON] [--to FILE] [--blocks N] [CASE ...]
 *
 * All in turn, block by block, so that a slow moment of the machine hits all; medians over blocks. A busy machine tells nothing: the page
 * says how busy it was.
 */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { isRight } from 'fp-ts/lib/Either.js'
import { backends, type MachineDevice } from '../src/interpreters/devices/index.ts'
import { retainVersion } from '../src/version.ts'
import { contestant } from './batches.ts'
import { type Rival, rival } from './rivals.ts'

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
    to: { type: 'string', default: 'docs/performance.md' },
    blocks: { type: 'string', default: '9' },
  },
})
const { python } = values

const versionIn = (name: string): string | undefined => {
  if (python === undefined) return undefined
  const { status, stdout } = spawnSync(python, ['-c', `import ${name}; print(${name}.__version__)`], {
    encoding: 'utf8',
  })
  return status === 0 ? stdout.trim() : undefined
}

const [torch, jax] = [versionIn('torch'), versionIn('jax')]

const rivals: readonly Rival[] = [
  ...(python === undefined || torch === undefined
    ? []
    : [1, 2].map((threads) =>
        rival(python, `PyTorch, ${threads} thread${threads > 1 ? 's' : ''}`, ['torch', `${threads}`]),
      )),
  ...(python === undefined || jax === undefined ? [] : [rival(python, 'JAX', ['jax'])]),
]

const devices: readonly MachineDevice[] = (
  await Promise.all(
    backends.filter(({ name, present }) => name !== 'cpu' && present()).map((backend) => backend.open()),
  )
).flatMap((opened) => (isRight(opened) ? [opened.right] : []))

type Timed = (steps: number) => Promise<number>

/** Milliseconds a step of one of our devices, until the parameters are there. */
const timedOn = async (device: MachineDevice, one: string): Promise<Timed> => {
  const own = await contestant(device, one)
  return async (steps) => {
    const start = performance.now()
    for (let i = 0; i < steps; i += 1) await own.step()
    await own.parameters()
    return (performance.now() - start) / steps
  }
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN

/** Medians over blocks, each in turn, in which each does steps for about a tenth of a second. */
const row = async (one: string): Promise<readonly number[]> => {
  const all: Timed[] = []
  for (const device of devices) all.push(await timedOn(device, one))
  for (const { time } of rivals) all.push((steps) => time(one, steps))
  const steps: number[] = []
  for (const timed of all) {
    await timed(2)
    const each = await timed(2)
    steps.push(Number.isNaN(each) ? 0 : Math.max(1, Math.min(500, Math.round(100 / each))))
  }
  const times = all.map((): number[] => [])
  for (let block = 0; block < Number(values.blocks); block += 1)
    for (const [i, timed] of all.entries()) if (steps[i]! > 0) times[i]!.push(await timed(steps[i]!))
  return times.map(median)
}

const shown = (time: number): string => (Number.isNaN(time) ? '–' : time < 10 ? time.toPrecision(2) : time.toFixed(0))

const names = [...devices.map(({ name }) => name), ...rivals.map(({ name }) => name)]
const load = loadavg()[0]!
const rows: string[] = []
for (const one of positionals.length === 0 ? usual : positionals) {
  const times = await row(one)
  const ours = times.slice(0, devices.length)
  const theirs = times.slice(devices.length).filter((time) => !Number.isNaN(time))
  const ratio = theirs.length === 0 ? '–' : (Math.min(...theirs) / Math.min(...ours)).toFixed(2)
  rows.push(`| ${[`\`${one}\``, ...times.map(shown), ratio].join(' | ')} |`)
  console.log(rows.at(-1))
}
for (const { end } of rivals) end()

const versions = [
  `Retain ${retainVersion()}`,
  `Node.js ${process.versions.node}`,
  ...devices.flatMap(({ library }) => (library === undefined ? [] : [library])),
  ...(torch === undefined ? [] : [`PyTorch ${torch}`]),
  ...(jax === undefined ? [] : [`JAX ${jax}`]),
]
const page = `# How fast it is

<!-- written by bench/performance.ts -->

Milliseconds a step, on ${cpus().length} cores of ${cpus()[0]?.model.trim()}, ${new Date().toISOString().slice(0, 10)}, with a load of
${load.toFixed(1)} before: ${versions.join(', ')}. All in one run, in turn, block by block; medians.

A case is METHOD:NETWORK:BATCH. \`mlp\` is 784-100-100-10, \`wide\` 784-2000-2000-10, \`resNet32\` and \`resNet84\` the reduced residual net on
images of 32 × 32 and 84 × 84 in three colours. \`sgd\` is a bare step of a compiled program; a method goes through a session, as in a run:
its batch is uploaded, and the state checked for finiteness. PyTorch and JAX hold the batch, and check nothing; PyTorch runs eagerly, JAX compiles.
The last column is the least time of theirs over the least of ours: above 1 we are faster.

| case | ${names.join(' | ')} | theirs / ours |
| --- | ${names.map(() => '---:').join(' | ')} | ---: |
${rows.join('\n')}
`
writeFileSync(values.to, page)
console.log(`${values.to} is written`)
process.exit(0)
