/**
 * The picture of EMCL's slides that shows training time: every method that they name, on split CIFAR-100 and on split miniImageNet, a
 * shortened run each, on made-up images of full size. Seconds stand beside gradients counted, which no machine changes. It writes a page
 * and one picture for each stream.
 *
 *   npx tsx scripts/training-time.ts DIR [--tasks 2] [--samples N] [--images 30] [--backend NAME] [--only STREAM] [--to docs]
 *
 * The images are made in DIR unless they are there, and what is compared is kept in it; with `--data` they are those of that folder. One run at
 * a time, so that none waits for another. `--samples` is how many examples a task has, of either stream.
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { isLeft } from 'fp-ts/lib/Either.js'
import { backends } from '../src/interpreters/devices/index.ts'
import { type Comparison, comparisonCodec } from '../src/sweep/index.ts'
import { retainVersion } from '../src/version.ts'
import { write } from './write.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tasks: { type: 'string', default: '2' },
    samples: { type: 'string' },
    images: { type: 'string', default: '30' },
    backend: { type: 'string' },
    data: { type: 'string' },
    to: { type: 'string', default: 'docs' },
    only: { type: 'string' },
  },
})
const [folder] = positionals
/** TensorFlow where it is set up: to try what `auto` tries, a first batch of each, takes longer than these runs. */
const backend =
  flags.backend ?? backends.find(({ name, present }) => name.startsWith('node') && present())?.name ?? 'wasm'
if (folder === undefined) {
  console.error('training-time: DIR, a folder for images and runs')
  process.exit(2)
}

/** The methods in the slides' tables and figures. EWC takes its information over as many examples as a task has, and no more. */
const methodsOn = (samples: string): readonly string[] => [
  'emcl',
  `ewc:samples=${samples}`,
  'gem',
  'agem',
  'mer',
  'laMaml',
]

/** The streams of the figure, and how many examples of a task are enough. */
const streams = [
  { benchmark: 'split-cifar100', data: 'cifar100', there: 'cifar-100-binary', samples: '40' },
  { benchmark: 'split-mini-imagenet', data: 'mini-imagenet', there: 'mini-imagenet', samples: '10' },
].filter(({ benchmark }) => flags.only === undefined || flags.only === benchmark)

const run = (command: readonly string[]): void => {
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

const data = flags.data ?? join(folder, 'images')
for (const { data: name, there } of streams)
  if (!existsSync(join(data, there)))
    run(['--import', 'tsx', 'scripts/synthetic-data.ts', data, name, '--images', flags.images])

type Stream = (typeof streams)[number]

const compared = ({ benchmark, samples: usual }: Stream): Comparison => {
  const samples = flags.samples ?? usual
  const out = join(folder, benchmark)
  run([
    'bin/retain.js',
    'compare',
    methodsOn(samples).join(','),
    ...['--benchmark', benchmark, '--tasks', flags.tasks, '--samples', samples],
    ...['--workers', '1'],
    ...['--data', data, '--backend', backend, '--out', out, '--force'],
  ])
  mkdirSync(join(flags.to, 'pictures'), { recursive: true })
  copyFileSync(join(out, 'training-time.svg'), join(flags.to, 'pictures', `training-time-${benchmark}.svg`))
  const read = comparisonCodec.decode(JSON.parse(readFileSync(join(out, 'table.json'), 'utf8')))
  if (isLeft(read)) throw new Error(`${out}/table.json is no comparison`)
  return read.right
}

const shown = (x: number | undefined, digits: number): string => (x === undefined ? '–' : x.toFixed(digits))

/** Those of the methods that learn to learn. */
const meta = ['emcl', 'mer', 'laMaml']

/** What the seconds and the gradients say of EMCL beside the other meta-learning methods. */
const seen = (all: Comparison['methods']): string => {
  const of = (name: string) => all.find(({ label }) => label === name)?.mean
  const [own, others] = [of('emcl'), meta.slice(1).map((name) => ({ name, mean: of(name) }))]
  const time = own?.trainSeconds
  if (time === undefined) return 'EMCL did not get through.'
  const parts = others.map(({ name, mean }) =>
    mean === undefined
      ? `\`${name}\` did not get through`
      : `\`${name}\` takes ${shown(mean.trainSeconds / time, 1)} times its seconds and ${shown((mean.gradients ?? Number.NaN) / (own?.gradients ?? Number.NaN), 1)} times its gradients`,
  )
  const isFastest = others.every(({ mean }) => mean === undefined || mean.trainSeconds > time)
  return `EMCL is ${isFastest ? '' : 'not '}the fastest of the meta-learning methods: ${parts.join(', ')}.`
}

const section = ({ benchmark, samples }: Stream, { network, tasks, batch, methods: all }: Comparison): string => {
  const rows = all
    .toSorted((a, b) => (a.mean?.trainSeconds ?? Number.POSITIVE_INFINITY) - (b.mean?.trainSeconds ?? 0))
    .map(({ label, mean, mishaps }) => {
      const [seconds, gradients] = [mean?.trainSeconds, mean?.gradients]
      const each = seconds === undefined || gradients === undefined ? undefined : (1000 * seconds) / gradients
      return `| ${label} | ${mean === undefined ? (mishaps[0]?.what ?? '–') : shown(seconds, 1)} | ${shown(gradients, 0)} | ${shown(each, 1)} |`
    })
  return `## ${benchmark}

${tasks} tasks of ${flags.samples ?? samples} examples, batches of ${batch}, ${network}, a run each. ${seen(all)}

| method | training, s | gradients | ms a gradient |
| --- | ---: | ---: | ---: |
${rows.join('\n')}

![Training time on ${benchmark}](pictures/training-time-${benchmark}.svg)
`
}

const load = loadavg()[0]!
const sections = streams.map((stream) => section(stream, compared(stream)))
write(
  join(flags.to, 'training-time.md'),
  `# Training time

<!-- written by scripts/training-time.ts -->

The methods that EMCL's slides name, on the two streams of their figure, as far as a shortened run goes: made-up images of the sizes of
CIFAR-100 and miniImageNet, which say nothing of accuracy. Learning alone counts, with what memories and importance take, and with what it
takes to prepare a program for its first batch, which weighs more in a short run than in a long one. A gradient is one of the loss of one example, counted
in the program, whatever the machine; in a batch one costs less than alone.

Retain ${retainVersion()}, Node.js ${process.versions.node}, \`--backend ${backend}\`, ${cpus().length} cores of ${cpus()[0]?.model.trim()},
${new Date().toISOString().slice(0, 10)}, with a load of ${load.toFixed(1)} before.

${sections.join('\n')}`,
)
