import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import type { LanesChoice } from '../../compiler/index.ts'
import { counted } from '../../counted.ts'
import type { Fault } from '../../fault.ts'
import type { BackendChoice, Compiling } from '../../interpreters/devices/index.ts'
import type { Initialisation } from '../../networks/index.ts'
import type { Augmentation, ClassOrder, Evaluate, Scenario } from '../../streams/index.ts'
import type { Measure } from '../measures/index.ts'
import { writtenNumber } from '../protocol/written-number.ts'
import { parseChoice } from './choice.ts'
import { parseCount, parseSeed, parseSeeds } from './numbers.ts'
import { always, needed, type Rows, setting, sometimes, type Written } from './setting.ts'

/*
 * The names of what can be chosen, written out: this table is read before a command is loaded, and what is chosen from is heavy. Types
 * hold each list to be whole.
 */
const initialisations: Readonly<Record<Initialisation, true>> = {
  xavierUniform: true,
  kaimingNormal: true,
  fanInUniform: true,
}
const orders: Readonly<Record<Exclude<ClassOrder, number>, true>> = { labels: true, random: true }
const scenarios: Readonly<Record<Scenario, true>> = { task: true, domain: true, class: true }
const augmentations: Readonly<Record<Augmentation, true>> = { 'crop-flip': true, 'crop-flip-jitter': true }
const evaluations: Readonly<Record<Evaluate, true>> = { test: true, validation: true }
const measures: Readonly<Record<Measure, true>> = { alignment: true, fisher: true, fits: true, sparsity: true }
const backends: Readonly<Record<BackendChoice, true>> = {
  auto: true,
  'node-gpu': true,
  node: true,
  wasm: true,
  cpu: true,
}

const compilings: Readonly<Record<Compiling, true>> = { auto: true, on: true, off: true }
const lanes: Readonly<Record<LanesChoice, true>> = { on: true, off: true, auto: true }

const namesIn = <C extends string>(of: Readonly<Record<C, true>>): readonly C[] => Object.keys(of) as C[]

const written = (text: Written): string => `${text}`

const text = () => (value: Written) => E.right(written(value))

const count = (flag: string) => (value: Written) => parseCount(flag)(written(value))

const choice = <C extends string>(what: string, known: readonly C[]) =>
  Object.assign(
    (flag: string) =>
      (value: Written): E.Either<Fault, C> =>
        parseChoice(flag, what, known)(written(value)),
    { known },
  )

/** Whether what is learned are episodes, by the name of a protocol. */
const isEpisodic = (protocol: string | undefined): boolean =>
  protocol === 'episodes' || protocol === 'fewShot' || protocol === 'trajectory'

/** The settings of experiments, in the order of help and records; what isn't given is the benchmark's own. */
export const table = {
  /** The name of a benchmark, or the file of one. */
  benchmark: needed({
    flag: {
      form: '--benchmark <NAME|FILE>',
      about: 'what to learn (see: retain list benchmarks), or a file that exports one',
    },
    read: text,
    recorded: always({
      codec: t.string,
      of: (_: string | undefined, { benchmark }) => benchmark.file ?? benchmark.name,
    }),
  }),
  tasks: setting({
    flag: { form: '--tasks <N>', about: "how many tasks; the benchmark's own number unless given" },
    read: count,
    recorded: always({
      codec: writtenNumber,
      of: (_: number | undefined, { stream }) => stream.tasks.length,
      words: {
        line: 'extent',
        say: (tasks, { protocol }) =>
          isEpisodic(protocol) ? counted(tasks, 'stretch', 'stretches') : counted(tasks, 'task'),
      },
    }),
  }),
  samples: setting({
    flag: { form: '--samples <N>', about: "training examples a task; the benchmark's own number unless given" },
    read: count,
    recorded: always({
      codec: t.union([t.literal('all'), writtenNumber]),
      // A stream has as many as are asked for, or is refused.
      of: (asked: number | undefined, { benchmark }) => asked ?? benchmark.samples,
      words: {
        line: 'extent',
        say: (samples, { protocol }) => {
          const examples = samples === 1 ? '1 example' : `${samples} examples`
          return isEpisodic(protocol) ? ` of meta-training, ${examples} to adapt to` : ` of ${examples}`
        },
      },
    }),
  }),
  batch: setting({
    flag: { form: '--batch <N>', about: "examples a batch; the benchmark's own number unless given" },
    read: count,
    recorded: always({
      codec: writtenNumber,
      of: (_: number | undefined, { schedule }) => schedule.batch,
      words: {
        line: 'extent',
        say: (batch, { iterations, protocol }) => {
          const [one, many, of] = isEpisodic(protocol)
            ? ['meta-batch', 'meta-batches', `${counted(batch, 'episode')}`]
            : ['batch', 'batches', `${batch}`]
          return iterations === undefined ? `, ${many} of ${of}` : `, ${counted(iterations, one, many)} of ${of} each`
        },
      },
    }),
  }),
  /** Passes over the examples of a task; not both this and `iterations`. */
  epochs: setting({
    flag: { form: '--epochs <N>', about: "passes over a task's examples; the benchmark's own number unless given" },
    read: count,
    recorded: sometimes({
      codec: writtenNumber,
      // One pass is what isn't said: records of older versions have none.
      of: (_: number | undefined, { schedule: { epochs } }) => (epochs === 1 ? undefined : epochs),
      words: { line: 'extent', say: (epochs) => `, ${counted(epochs, 'pass', 'passes')}` },
    }),
  }),
  /** Exactly so many batches a task, in place of whole passes. */
  iterations: setting({
    flag: { form: '--iterations <N>', about: 'exactly so many batches a task, in place of whole passes' },
    read: count,
    recorded: sometimes({
      codec: writtenNumber,
      of: (_: number | undefined, { schedule }) => schedule.iterations,
      // They are said with the batches that they are.
      words: { line: 'extent', say: () => '' },
    }),
  }),
  /** The name of a network, or the file of one. */
  network: setting({
    flag: {
      form: '--network <NAME|FILE>',
      about: "the learner (see: retain list networks), or a file that exports one; the benchmark's own unless given",
    },
    read: text,
    recorded: always({
      codec: t.string,
      of: (asked: string | undefined, { benchmark }) => asked ?? benchmark.network,
      words: { line: 'learner', say: (network) => network },
    }),
  }),
  /** How its weights start, in place of its own way. */
  initialisation: setting({
    flag: {
      form: '--initialisation <HOW>',
      about: "xavierUniform, kaimingNormal or fanInUniform; the network's own unless given",
    },
    read: choice('initialisation', namesIn(initialisations)),
    recorded: sometimes({
      codec: t.keyof(initialisations),
      of: (asked: Initialisation | undefined) => asked,
      words: { line: 'learner', say: (how) => ` (${how})` },
    }),
  }),
  /** Examples of all tasks that methods with a memory keep; see `bundledMemory`. Told to the method by its options. */
  memory: setting({
    flag: {
      form: '--memory <N>',
      about: "examples that methods with a memory keep of all tasks; the benchmark's own unless given",
    },
    read: count,
  }),
  /** A folder of data files; what is embedded when it isn't given. */
  folder: setting({
    flag: {
      form: '--data <DIR|FILE>',
      about:
        'a folder of data files; for own-split and its fellows your own: a table, an .npz, folders of images; the embedded digits, 10,000 of the training set of MNIST, unless given',
    },
    read: text,
    recorded: sometimes({ codec: t.string, of: (asked: string | undefined) => asked }),
  }),
  /** The columns of a table that are predicted. */
  target: setting({
    flag: {
      form: '--target <COLUMN>',
      about: 'what of your own table is to be predicted; several with commas between',
    },
    read: text,
    recorded: sometimes({ codec: t.string, of: (asked: string | undefined) => asked }),
  }),
  /** The column of a table that tells tasks apart. */
  by: setting({
    flag: { form: '--by <COLUMN>', about: 'the column of your own table that says of which task a row is' },
    read: text,
    recorded: sometimes({ codec: t.string, of: (asked: string | undefined) => asked }),
  }),
  /** Rows and columns of inputs that are image files. */
  imageSize: setting({
    flag: { form: '--image-size <N>', about: 'rows and columns that your own images are brought to' },
    read: count,
    recorded: sometimes({ codec: writtenNumber, of: (asked: number | undefined) => asked }),
  }),
  /** Mean 0 and deviation 1 in each channel instead of values in [0, 1]. */
  normalise: setting({
    flag: {
      form: '--normalise',
      about: 'inputs of mean 0 and deviation 1 in each channel, in place of [0, 1]',
      denied: { form: '--no-normalise', about: 'inputs in [0, 1] where the benchmark has them normalised' },
    },
    read: () => (value) => E.right(value === true),
    recorded: sometimes({
      codec: t.literal(true),
      of: (asked: boolean | undefined, { benchmark }) => (asked ?? benchmark.normalise) === true || undefined,
      words: { line: 'data', say: () => ', normalised' },
    }),
  }),
  /** The order in which classes come, where tasks are classes. */
  classOrder: setting({
    flag: {
      form: '--class-order <HOW>',
      about: 'labels, random, or a seed such as 1993: which classes come first where tasks are classes',
    },
    read: (flag) => (value) =>
      /^\d+$/.test(written(value))
        ? parseSeed(flag)(written(value))
        : choice('order of classes', namesIn(orders))(flag)(value),
    recorded: sometimes({
      codec: t.union([t.keyof(orders), writtenNumber]),
      of: (asked: ClassOrder | undefined, { benchmark }) => asked ?? benchmark.classOrder,
      words: {
        line: 'data',
        say: (order) =>
          `, classes in the order of ${typeof order === 'number' ? `seed ${order}` : order === 'labels' ? 'labels' : 'chance'}`,
      },
    }),
  }),
  /** What a learner of split classes is told and asked. */
  scenario: setting({
    flag: {
      form: '--scenario <NAME>',
      about:
        "task, domain or class: heads a task, shared outputs, or one head over all classes; the benchmark's own unless given",
    },
    read: choice('scenario', namesIn(scenarios)),
    recorded: sometimes({
      codec: t.keyof(scenarios),
      of: (asked: Scenario | undefined) => asked,
      words: { line: 'data', say: (scenario) => `, ${scenario} incremental` },
    }),
  }),
  /** How training images are changed in each pass. */
  augment: setting({
    flag: {
      form: '--augment <HOW>',
      about: 'none, crop-flip or crop-flip-jitter: training images change in each pass',
    },
    read: choice<Augmentation | 'none'>('augmentation', ['none', ...namesIn(augmentations)]),
    recorded: sometimes({
      codec: t.keyof(augmentations),
      of: (asked: Augmentation | 'none' | undefined, { benchmark }) => {
        const how = asked ?? benchmark.augment
        return how === 'none' ? undefined : how
      },
      words: { line: 'data', say: (how) => `, augmented by ${how}` },
    }),
  }),
  evaluate: needed({
    flag: {
      form: '--evaluate <WHAT>',
      about: 'test, or validation: a fifth of the training examples, set apart',
    },
    fallback: 'test',
    read: choice('evaluation', namesIn(evaluations)),
    recorded: always({
      codec: t.keyof(evaluations),
      of: (asked: Evaluate | undefined) => asked ?? 'test',
      words: { line: 'judging', say: (what) => `judged by ${what} examples` },
    }),
  }),
  /** After how many batches of a task the learner is judged on all tasks, too. */
  evaluateEvery: setting({
    flag: { form: '--evaluate-every <N>', about: 'judge all tasks after every so many batches of a task, too' },
    read: count,
    recorded: sometimes({ codec: writtenNumber, of: (asked: number | undefined) => asked }),
  }),
  /** What is measured after each task. */
  measures: setting({
    flag: {
      form: '--measure <WHAT...>',
      about:
        'alignment of the gradients of tasks, or fisher or sparsity of the representation, after each task; fits to episodes',
    },
    read: Object.assign(
      (flag: string) => (value: Written) =>
        pipe([value].flat().map(written), E.traverseArray(parseChoice(flag, 'measure', namesIn(measures)))),
      { known: namesIn(measures) },
    ),
    recorded: sometimes({
      codec: t.readonlyArray(t.keyof(measures)),
      of: (asked: readonly Measure[] | undefined) => (asked?.length ? asked : undefined),
    }),
  }),
  /** Files of metrics of a user's own. */
  metrics: setting({
    flag: { form: '--metric <FILE...>', about: 'files that export metrics of your own, made by defineMetric' },
    read:
      () =>
      (value): E.Either<Fault, readonly string[]> =>
        E.right([value].flat().map(written)),
    recorded: sometimes({
      codec: t.readonlyArray(t.string),
      of: (asked: readonly string[] | undefined) => (asked?.length ? asked : undefined),
    }),
  }),
  backend: needed({
    flag: { form: '--backend <NAME>', about: 'auto, wasm, cpu, node or node-gpu; auto measures what is large, once' },
    fallback: 'auto',
    read: choice('backend', namesIn(backends)),
    recorded: always({
      codec: t.string,
      of: (_: BackendChoice | undefined, { backend }) => backend,
      words: { line: 'learner', say: (backend) => ` on ${backend}` },
    }),
  }),
  /** Products of 10 bits of mantissa on a GPU. */
  tf32: setting({
    flag: { form: '--tf32', about: 'let a GPU keep 10 bits of mantissa in products: faster, and other numbers' },
    read: () => (value) => E.right(value === true),
    recorded: sometimes({
      codec: t.literal(true),
      of: (asked: boolean | undefined) => asked === true || undefined,
      words: { line: 'learner', say: () => ' with TF32' },
    }),
  }),
  /** Whether XLA compiles each program of TensorFlow. */
  xla: setting({
    flag: {
      form: '--xla <HOW>',
      about: 'on, off or auto: whether XLA compiles what runs on node or node-gpu; auto measures, once',
    },
    read: choice('way to compile', namesIn(compilings)),
    recorded: sometimes({
      codec: t.literal('on'),
      of: (asked: Compiling | undefined) => (asked === 'on' ? 'on' : undefined),
      words: { line: 'learner', say: () => ', compiled by XLA' },
    }),
  }),
  /** Whether what knows nothing of each other, samples of a mean as well as seeds of a run, is lanes of one program. */
  lanes: setting({
    flag: {
      form: '--lanes <WHEN>',
      about:
        'on, off or auto: samples of a mean, and seeds of a run, as lanes of one program; sums of samples are taken in another order',
    },
    read: choice('way of lanes', namesIn(lanes)),
    recorded: sometimes({
      codec: t.keyof(lanes),
      of: (asked: LanesChoice | undefined) => asked,
      words: { line: 'learner', say: (when) => (when === 'off' ? '' : `, lanes ${when}`) },
    }),
  }),
  /** The folder of a saved learner to go on from, in place of a first state. */
  from: setting({
    flag: {
      form: '--from <DIR>',
      about: 'go on with new tasks from a saved learner (see --save): its whole state, its seed, its network',
    },
    read: text,
    recorded: sometimes({
      codec: t.string,
      of: (asked: string | undefined) => asked,
      words: { line: 'learner', say: (from) => `, going on from ${from}` },
    }),
  }),
  /** A file of weights that the network starts from, in place of its initialisation. */
  init: setting({
    flag: {
      form: '--init <FILE>',
      about: 'start from pretrained weights: a file of safetensors with the names and shapes of the network',
    },
    read: text,
    recorded: sometimes({
      codec: t.string,
      of: (asked: string | undefined) => asked,
      words: { line: 'learner', say: (init) => `, starting from ${init}` },
    }),
  }),
  seeds: needed({
    flag: { form: '--seeds <LIST>', about: 'a run a seed, such as 0,1,2 or 0-4' },
    fallback: '0',
    read: () => (value) => parseSeeds(written(value)),
  }),
} as const satisfies Rows

export type Table = typeof table
