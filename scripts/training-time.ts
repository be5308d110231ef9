/**
 * The picture of EMCL's slides that shows training time: every method that they name, on split CIFAR-100 and on split miniImageNet, a
 * shortened run each, on made-up images of full size. Seconds stand beside gradients counted, which no machine changes. It writes a page
 * and one picture for each stream.
 *
 *   npx tsx scripts/training-time.ts DIR [--tasks 2] [--samples 30] [--images 60] [--backend auto] [--to docs]
 *
 * The images are made in DIR unless they are there, and what is compared is kept in it; with `--data` they are those of that folder.
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { isLeft } from 'fp-ts/lib/Either.js'
import { type Comparison, comparisonCodec } from '../src/sweep/index.ts'
import { retainVersion } from '../src/version.ts'
import { write } from './write.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tasks: { type: 'string', default: '2' },
    samples: { type: 'string', default: '30' },
    images: { type: 'string', default: '60' },
    backend: { type: 'string', default: 'auto' },
    data: { type: 'string' },
    to: { type: 'string', default: 'docs' },
    only: { type: 'string' },
  },
})
const [folder] = positionals
if (folder === undefined) {
  console.error('training-time: DIR, a folder for images and runs')
  process.exit(2)
}

/** The methods in the slides' tables and figures, and the streams of the figure. */
const methods = ['emcl', 'ewc', 'gem', 'agem', 'mer', 'laMaml']
const streams = [
  { benchmark: 'split-cifar100', data: 'cifar100', there: 'cifar-100-binary' },
  { benchmark: 'split-mini-imagenet', data: 'mini-imagenet', there: 'mini-imagenet' },
].filter(({ benchmark }) => flags.only === undefined || flags.only === benchmark)

const run = (command: readonly string[]): void => {
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

const data = flags.data ?? join(folder, 'images')
for (const { data: name, there } of streams)
  if (!existsSync(join(data, there)))
    run(['--import', 'tsx', 'scripts/synthetic-data.ts', data, name, '--images', flags.images])

const compared = (benchmark: string): Comparison => {
  const out = join(folder, benchmark)
  run([
    'bin/retain.js',
    'compare',

    methods.join(','),
    ...['--benchmark', benchmark, '--tasks', flags.tasks, '--samples', flags.samples],
    ...['--data', data, '--backend', flags.backend, '--out', out, '--force'],
  ])
  mkdirSync(join(flags.to, 'pictures'), { recursive: true })
  copyFileSync(join(out, 'training-time.svg'), join(flags.to, 'pictures', `training-time-${benchmark}.svg`))
  const read = comparisonCodec.decode(JSON.parse(readFileSync(join(out, 'comparison.json'), 'utf8')))
  if (isLeft(read)) throw new Error(`${out}/comparison.json is no comparison`)
  return read.right
}

const shown = (x: number | undefined, digits: number): string => (x === undefined ? '–' : x.toFixed(digits))

const section = ({ benchmark, network, tasks, batch, methods: all }: Comparison): string => {
  const rows = all
    .toSorted((a, b) => (a.mean?.trainSeconds ?? Number.POSITIVE_INFINITY) - (b.mean?.trainSeconds ?? 0))
    .map(
      ({ label, mean, mishaps }) =>
        `| ${label} | ${mean === undefined ? (mishaps[0]?.what ?? '–') : shown(mean.trainSeconds, 1)} | ${shown(mean?.gradients, 0)} |`,
    )
  return `## ${benchmark}

${tasks} tasks of ${flags.samples} examples, batches of ${batch}, ${network}, a run each.

| method | training, s | gradients |
| --- | ---: | ---: |
${rows.join('\n')}

![Training time on ${benchmark}](pictures/training-time-${benchmark}.svg)
`
}

const load = loadavg()[0]!
const sections = streams.map(({ benchmark }) => section(compared(benchmark)))
write(
  join(flags.to, 'training-time.md'),
  `# Training time

<!-- written by scripts/training-time.ts -->

The methods that EMCL's slides name, on the two streams of their figure, as far as a shortened run goes: made-up images of the sizes of
CIFAR-100 and miniImageNet, which say nothing of accuracy. Learning alone counts, with what memories and importance take. A gradient is
one of the loss of one example, counted in the program, whatever the machine.

Retain ${retainVersion()}, Node.js ${process.versions.node}, \`--backend ${flags.backend}\`, ${cpus().length} cores of ${cpus()[0]?.model.trim()},
${new Date().toISOString().slice(0, 10)}, with a load of ${load.toFixed(1)} before.

${sections.join('\n')}`,
)
