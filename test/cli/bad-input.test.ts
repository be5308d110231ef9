import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { captured, words } from './captured.ts'

const folder = mkdtempSync(join(tmpdir(), 'retain-bad-input-'))
const existing = join(folder, 'existing.jsonl')
writeFileSync(existing, 'kept\n')
afterAll(() => rmSync(folder, { recursive: true }))

const run = 'run finetune --benchmark permuted-mnist'
const compare = 'compare finetune,ewc --benchmark permuted-mnist'
const badSeeds = 'hint      for example --seeds 0,1,2 or --seeds 0-4'

/** Each command line, and what it must say; one table, long because every flag of every command has its rows. */
const verbatim: readonly (readonly [string, string])[] = [
  [
    `${run} --tasks 0`,
    '--tasks: the value must be a whole number, at least 1, got `0`.\n  hint      for example --tasks 10',
  ],
  [
    `${run} --tasks 1.5`,
    '--tasks: the value must be a whole number, at least 1, got `1.5`.\n  hint      for example --tasks 10',
  ],
  [
    `${run} --samples -3`,
    '--samples: the value must be a whole number, at least 1, got `-3`.\n  hint      for example --samples 10',
  ],
  [
    `${run} --batch ten`,
    '--batch: the value must be a whole number, at least 1, got `ten`.\n  hint      for example --batch 10',
  ],
  [
    `${run} --epochs 0`,
    '--epochs: the value must be a whole number, at least 1, got `0`.\n  hint      for example --epochs 10',
  ],
  [
    `${run} --iterations many`,
    '--iterations: the value must be a whole number, at least 1, got `many`.\n  hint      for example --iterations 10',
  ],
  [
    `${run} --epochs 2 --iterations 30`,
    'permuted-mnist: a task must be learned for so many epochs or for so many iterations, got 2 epochs and 30 iterations.\n  hint      leave one of the two away',
  ],
  [
    `${run} --network mlpp`,
    'network: the network must be one that is known, got `mlpp`.\n  hint      the nearest is `mlp`; known: anml, cnn, conv4, mlp, mlp-256-256, mlp-256-256-256, oml, oml-dense, resNet18',
  ],
  [
    `${run} --network mlp-0-100`,
    'network: the network must be one that is known, got `mlp-0-100`.\n  hint      the nearest is `mlp`; known: anml, cnn, conv4, mlp, mlp-256-256, mlp-256-256-256, oml, oml-dense, resNet18',
  ],
  [
    `${run} --network mlp-1000000000`,
    'network mlp: a network must have at most 268435456 parameters, got 795000000010.\n  hint      name one with smaller layers',
  ],
  [
    `${run} --initialisation kaiming`,
    '--initialisation: the initialisation must be one that is known, got `kaiming`.\n  hint      the nearest is `kaimingNormal`; known: fanInUniform, kaimingNormal, xavierUniform',
  ],
  [
    `${run} --augment flip`,
    '--augment: the augmentation must be one that is known, got `flip`.\n  hint      the nearest is `crop-flip`; known: crop-flip, crop-flip-jitter, none',
  ],
  [
    `${run} --memory 0`,
    '--memory: the value must be a whole number, at least 1, got `0`.\n  hint      for example --memory 10',
  ],
  [
    `${run} --memory 50`,
    '--memory: a method must have a memory of its own accord to be given another size of it, got finetune.\n  hint      er, gem, laMaml and others have one; emcl takes one by --set memory=200',
  ],
  [
    `${compare} --memory 50`,
    '--memory: a method must have a memory of its own accord to be given another size of it, got finetune, ewc.\n  hint      er, gem, laMaml and others have one; emcl takes one by --set memory=200',
  ],
  [
    `${run} --seeds 0,,1`,
    `--seeds: seeds must be whole numbers ≥ 0 with commas between them, or ranges of them, got \`0,,1\`.\n  ${badSeeds}`,
  ],
  [
    `${run} --seeds -1`,
    `--seeds: seeds must be whole numbers ≥ 0 with commas between them, or ranges of them, got \`-1\`.\n  ${badSeeds}`,
  ],
  [`${run} --seeds 4-0`, `--seeds: a range of seeds must go upwards, got \`4-0\`.\n  ${badSeeds}`],
  [`${run} --seeds 1,0-2`, `--seeds: each seed must be named once, got 1 more than once.\n  ${badSeeds}`],
  [`${run} --seeds 0-5000`, `--seeds: there must be at most 1000 seeds, got \`0-5000\`.\n  ${badSeeds}`],
  [`${run} --set rate`, '--set: a setting must be option=value, got `rate`.\n  hint      for example --set rate=0.05'],
  [
    `${run} --set rate=1 --set rate=2`,
    '--set: each option must be set once, got `rate` more than once.\n  hint      for example --set rate=0.05',
  ],
  [`${run} --set rate=0`, 'finetune: option `rate` must be a number > 0, got 0.'],
  [`${run} --set rate=fast`, 'finetune: option `rate` must be a number > 0, got "fast".'],
  [
    `${run} --evaluate tst`,
    '--evaluate: the evaluation must be one that is known, got `tst`.\n  hint      the nearest is `test`; known: test, validation',
  ],
  [
    `${run} --backend gpu`,
    '--backend: the backend must be one that is known, got `gpu`.\n  hint      the nearest is `node-gpu`; known: auto, cpu, node, node-gpu, wasm',
  ],
  [
    `${run} --force`,
    '--force: it must come with the record that it replaces, got no --out.\n  hint      add --out FILE.jsonl, or leave --force away',
  ],
  [
    `${run} --out ${existing}`,
    `record: the record must be a new file, got one that exists.\n  in        ${existing}\n  hint      name another with --out, or replace it with --force`,
  ],
  [
    `${run} --out ${folder}/missing/a.jsonl`,
    `record: the folder of the record must be there, got no such folder.\n  in        ${folder}/missing/a.jsonl\n  hint      make it first: mkdir -p ${folder}/missing`,
  ],
  [
    `${run} --out ${folder}`,
    `record: the record must be a file that can be written, got a folder of that name.\n  in        ${folder}\n  hint      name another file with --out FILE.jsonl`,
  ],
  [
    `${run} --data ${folder}/nothing`,
    `data: the folder of data must be there and readable, got nothing there.\n  in        ${folder}/nothing\n  hint      name a folder of IDX files with --data DIR`,
  ],
  ['run finetune', 'retain run: --benchmark must be given, got nothing.\n  hint      see retain run --help'],
  [
    'run finetune --benchmark',
    'retain run: --benchmark must have a value, got none.\n  hint      see retain run --help',
  ],
  [
    'run --benchmark split-mnist',
    'retain run: the argument METHOD must be given, got nothing.\n  hint      see retain run --help',
  ],
  [`${run} more`, 'retain run: there must be one argument, got `finetune`, `more`.\n  hint      see retain run --help'],
  [`${run} --json=3`, 'retain run: --json takes no value, got `--json=3`.\n  hint      see retain run --help'],
  [
    '--jsn',
    'retain: the flag must be one that is known, got `--jsn`.\n  hint      the nearest is `--help`; known: --help, --version',
  ],
  [
    'list method',
    'retain list: the list must be one that is known, got `method`.\n  hint      the nearest is `methods`; known: backends, benchmarks, methods, networks',
  ],
  ['list', 'retain list: the argument WHAT must be given, got nothing.\n  hint      see retain list --help'],
  [
    'compare --benchmark permuted-mnist',
    'retain compare: the argument METHODS must be given, got nothing.\n  hint      see retain compare --help',
  ],
  [
    `${compare} --set rate=`,
    '--set: a setting must be METHOD.option=value, or option=value for all that have it; several values have commas between them, got `rate=`.\n  hint      for example --set emcl.lambda=2',
  ],
  [
    `${compare} --set emcl.lambda=1`,
    '--set: the method must be one that is known, got `emcl`.\n  hint      the nearest is `ewc`; known: ewc, finetune',
  ],
  [`${compare} --set finetune.rate=0`, 'finetune: option `rate` must be a number > 0, got 0.'],
  [
    'compare finetune,,ewc --benchmark permuted-mnist',
    'compare: methods must be names with commas between them, got `finetune,,ewc`.\n  hint      for example retain compare finetune,ewc,emcl:lambda=1,emcl:lambda=2',
  ],
  [
    'compare ewc,ewc --benchmark permuted-mnist',
    'compare: each method must be named once, or with other options, got `ewc` more than once.\n  hint      for example retain compare finetune,ewc,emcl:lambda=1,emcl:lambda=2',
  ],
  [
    `${compare} --engine slurm`,
    '--engine slurm: it must come with a folder that all machines see, got no --out.\n  hint      add --out DIR',
  ],
  [
    `${run} --log tensorboard`,
    '--log: a log must be a kind and a folder, got `tensorboard`.\n  hint      for example --log tensorboard logs',
  ],
  [
    `${run} --log wandb ${folder}`,
    '--log: the kind of log must be one that is known, got `wandb`.\n  hint      the nearest is `csv`; known: csv, tensorboard',
  ],
  [
    `${compare} --engine mpi`,
    '--engine: the engine must be one that is known, got `mpi`.\n  hint      the nearest is `slurm`; known: slurm, threads',
  ],
  [
    `${compare} --array-limit 5`,
    '--array-limit: it is of a cluster, got no --engine slurm.\n  hint      add --engine slurm, or leave --array-limit away',
  ],
  [
    `${compare} --engine slurm --out ${join(folder, 'cluster')} --array-limit 0`,
    '--array-limit: the value must be a whole number, at least 1, got `0`.\n  hint      for example --array-limit 10',
  ],
  [
    'element nowhere',
    'retain element: this must be run by an array of Slurm, got no number of one (SLURM_ARRAY_TASK_ID).\n  hint      retain compare … --engine slurm submits one',
  ],
  [
    `${compare} --workers 0`,
    '--workers: the value must be a whole number, at least 1, got `0`.\n  hint      for example --workers 10',
  ],
  [
    `${compare} --resume`,
    '--resume: it must come with the folder of the records, got no --out.\n  hint      add --out DIR, or leave it away',
  ],
  [
    `${compare} --force`,
    '--force: it must come with the folder of the records, got no --out.\n  hint      add --out DIR, or leave it away',
  ],
  [
    `${compare} --resume --force --out ${folder}/new`,
    '--resume: it goes on with records, and --force replaces them, got both.\n  hint      leave one of them away',
  ],
  [
    `${compare} --out ${existing}`,
    `compare: the comparison must be kept in a folder, got a file of that name.\n  in        ${existing}\n  hint      name another with --out DIR`,
  ],
  [
    `${compare} --data ${folder}/nothing --out ${folder}/new`,
    `data: the folder of data must be there and readable, got nothing there.\n  in        ${folder}/nothing\n  hint      name a folder of IDX files with --data DIR`,
  ],
  [
    `${run} --class-order random`,
    'permuted-mnist: an order of classes needs a benchmark whose tasks are classes of their own, got `random`.\n  hint      leave --class-order away, or name a benchmark such as split-mnist',
  ],
  [
    `${run} --class-order rando`,
    '--class-order: the order of classes must be one that is known, got `rando`.\n  hint      the nearest is `random`; known: labels, random',
  ],
  [
    `${run} --scenario domain`,
    'permuted-mnist: a scenario needs a benchmark whose tasks are classes of their own, got `domain`.\n  hint      leave --scenario away, or name a benchmark such as split-mnist',
  ],
  [
    `${run} --scenario domian`,
    '--scenario: the scenario must be one that is known, got `domian`.\n  hint      the nearest is `domain`; known: class, domain, task',
  ],
  ['data more', 'retain data: there must be no arguments, got `more`.\n  hint      see retain data --help'],
  [
    `data --data ${folder}/nothing`,
    `data: the folder of data must be there and readable, got nothing there.\n  in        ${folder}/nothing\n  hint      name a folder of IDX files with --data DIR`,
  ],
]

/** Each command line, and what its message must begin with; the rest depends on what else there is. */
const beginnings: readonly (readonly [string, string])[] = [
  [
    'runn finetune',
    'retain: the command must be one that is known, got `runn`.\n  hint      the nearest is `run`; known: again, check, compare, completion, cost, ',
  ],
  [`${compare} --samples 8001`, 'permuted-mnist: `samples` must be at most 8000, '],
  [
    'compare finetune,ewcc --benchmark permuted-mnist',
    'method: the method must be one that is known, got `ewcc`.\n  hint      the nearest is `ewc`; known: ',
  ],
  [
    'run finetunne --benchmark permuted-mnist',
    'method: the method must be one that is known, got `finetunne`.\n  hint      the nearest is `finetune`; known: ',
  ],
  [
    'run finetune --benchmark permuted-mnst',
    'benchmark: the benchmark must be one that is known, got `permuted-mnst`.\n  hint      the nearest is `permuted-mnist`; known: ',
  ],
  [
    `${run} --set rat=1`,
    'finetune: the option must be one that is known, got `rat`.\n  hint      the nearest is `rate`; known: ',
  ],
  [
    `${run} --taks 3`,
    'retain run: the flag must be one that is known, got `--taks`.\n  hint      the nearest is `--tasks`; known: --augment, --backend, --batch, --benchmark, ',
  ],
  [
    'run emcl --benchmark permuted-mnist --set inner=prox',
    'emcl: option `inner` must be one of proximal, gradient, got "prox".\n  hint      did you mean proximal?',
  ],
  [`${run} --samples 8001`, 'permuted-mnist: `samples` must be at most 8000, '],
  [`${run} --samples 6401 --evaluate validation`, 'permuted-mnist: `samples` must be at most 6400, '],
  ['run finetune --benchmark split-mnist --tasks 6', 'split-mnist: `tasks` must be at most 5, '],
  [
    `${run} --samples 20 --batch 21`,
    'permuted-mnist: `batch` must be at most 20, the training examples of a task, got 21.\n  hint      ask for 20 or fewer',
  ],
]

const before = readdirSync(folder)

describe('bad input exits 2 with a message and touches nothing', () => {
  it.each(verbatim)('retain %s', async (line, message) => {
    expect(await captured(words(line))).toEqual({ status: 2, out: '', err: `${message}\n` })
  })

  it.each(beginnings)('retain %s', async (line, beginning) => {
    const { status, out, err } = await captured(words(line))
    expect(err.slice(0, beginning.length)).toBe(beginning)
    expect({ status, out }).toEqual({ status: 2, out: '' })
  })

  it('a backend that is not there', async () => {
    const { status, err } = await captured(words(`${run} --backend node`))
    if (status === 0) return
    expect(err).toContain('backend node: the backend must be installed and work on this machine, got ')
    expect(err).toContain('hint      npm install @tensorflow/tfjs-node')
    expect(status).toBe(2)
  })

  it('leaves no record behind, whatever else was wrong', async () => {
    const out = join(folder, 'new.jsonl')
    for (const wrong of ['--samples 99999', '--set rate=0', '--data /nothing/there', '--tasks 0'])
      expect((await captured(words(`${run} ${wrong} --out ${out}`))).status).toBe(2)
    expect(existsSync(out)).toBe(false)
    expect(readdirSync(folder)).toEqual(before)
  })
})

describe('the file of a method', () => {
  const file = (name: string): string => `test/cli/methods/${name}`
  const refused = async (name: string): Promise<string> => {
    const { status, out, err } = await captured(words(`run ${name} --benchmark permuted-mnist`))
    expect({ status, out }).toEqual({ status: 2, out: '' })
    return err
  }

  it('must be there', async () => {
    expect(await refused('./nope.ts')).toContain(
      'method: the file of a method must be there, got no such file.\n  in        ./nope.ts\n  hint      methods that come with Retain go by their names: ',
    )
  })
  it('must load', async () => {
    expect(await refused(file('broken.ts'))).toBe(
      'method: the file of a method must load, got it does not work.\n  in        test/cli/methods/broken.ts:1:7\n  hint      it is a module of TypeScript or JavaScript that imports the language from `retain-lang`\n',
    )
  })
  it('must build its terms', async () => {
    expect(await refused(file('throwing.ts'))).toContain(
      'test/cli/methods/throwing.ts: the handlers of the method must build their terms, got no such thing.\n  in        test/cli/methods/throwing.ts:9:11\n  hint      a handler is called once, ',
    )
  })
  it('must export a method', async () => {
    expect(await refused(file('none.ts'))).toBe(
      'method: the file must export a method, got none.\n  in        test/cli/methods/none.ts\n  hint      write `export const mine = defineMethod({ … })`\n',
    )
  })
  it('must not export several without a default', async () => {
    expect(await refused(file('two.ts'))).toBe(
      'method: the file must export one method, or one as its default, got first, second.\n  in        test/cli/methods/two.ts\n  hint      add `export default` for the one to run, or name it: test/cli/methods/two.ts#first\n',
    )
  })
})
