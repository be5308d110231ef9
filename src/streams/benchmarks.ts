import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import {
  charactersAndDigits,
  cifar10,
  cifar100,
  type DataSet,
  fashion,
  line,
  miniImageNet,
  mnist,
  omniglot,
  points,
} from '../data/index.ts'
import { type Fault, fault, unknownName } from '../fault.ts'
import { child, key } from '../random/index.ts'
import { type Augmentation, augmented } from './augmented.ts'
import { driftingSines } from './drifting-sines.ts'
import { fewShot } from './few-shot-stream.ts'
import { normalised } from './normalised.ts'
import { osakaStream } from './osaka-stream.ts'
import { permuted } from './permuted.ts'
import { rotated } from './rotated.ts'
import type { Schedule } from './schedule.ts'
import { sines } from './sines.ts'
import { type ClassOrder, split } from './split.ts'
import type { Evaluate, Stream, StreamSettings } from './stream.ts'
import { trajectoryStream } from './trajectory-stream.ts'

/** What may be chosen of a benchmark's stream; what isn't given is the benchmark's own. */
export interface BenchmarkSettings {
  readonly seed: number
  readonly tasks?: number | undefined
  readonly samples?: number | undefined
  readonly evaluate?: Evaluate | undefined
  /** Mean 0 and deviation 1 in each channel instead of values in [0, 1]. */
  readonly normalise?: boolean | undefined
  /** Which classes come first, where tasks are classes; by their labels when it isn't given. */
  readonly classOrder?: ClassOrder | undefined
  /** How training images are changed in each pass; `none` where the benchmark would. */
  readonly augment?: Augmentation | 'none' | undefined
}

/**
 * A named stream with what goes with it: how much there is of it, in what batches and how long it is learned, by which network, and
 * how much may be remembered.
 */
export interface Benchmark extends Schedule {
  readonly name: string
  readonly description: string
  readonly tasks: number
  /** Training examples a task, or all there are. */
  readonly samples: number | 'all'
  /** The name of a network. */
  readonly network: string
  /** How many examples of all tasks together a method may remember; what the method has of its own where it isn't given. */
  readonly memory?: number
  /** What options of a method are on it unless they are set, by the method's name: rates that its paper has for such data. */
  readonly options?: Readonly<Record<string, Readonly<Record<string, number | string>>>>
  /** As in `BenchmarkSettings`, unless others are given: values in [0, 1], classes by their labels, images as they are. */
  readonly normalise?: boolean
  readonly classOrder?: ClassOrder
  readonly augment?: Augmentation
  /** `task`: the network has a head a task, so that only the classes of an example's own task compete. Else one head for all. */
  readonly heads?: 'task'
  /** How many outputs a learner has, where that isn't how many classes the data set has: the ways of an episode. */
  readonly outputs?: number
  /** By which protocol it is learned and judged: `continual`, by accuracies, unless given. */
  readonly protocol?: 'regression' | 'episodes' | 'fewShot' | 'trajectory' | 'online'
  /** The data set it is on: from a folder if one is named, else the embedded one or a `Left` that says what is wanted. */
  readonly data: (dir?: string) => TE.TaskEither<Fault, DataSet>
  readonly stream: (data: DataSet, settings: BenchmarkSettings) => E.Either<Fault, Stream>
}

type Rule = (data: DataSet, settings: StreamSettings & Pick<BenchmarkSettings, 'classOrder'>) => E.Either<Fault, Stream>

/** The way in which a benchmark shows its data: what is asked for, else its own. */
export const presentation = (
  of: Pick<Benchmark, 'normalise' | 'classOrder' | 'augment'>,
  { normalise = of.normalise, classOrder = of.classOrder, augment = of.augment }: Partial<BenchmarkSettings>,
) => ({ normalise, classOrder, augment: augment === 'none' ? undefined : augment })

/**
 * The stream that `make` makes of the data, augmented: in each pass over a task its training examples are those that the data would
 * give whose images are changed by a key of their own. So what comes after, such as a permutation, sees changed images.
 */
const anew = (
  data: DataSet,
  how: Augmentation,
  make: (data: DataSet) => E.Either<Fault, Stream>,
): E.Either<Fault, Stream> =>
  pipe(
    data.train.inputShape.length < 2
      ? E.left(
          fault({
            where: data.name,
            rule: 'what is augmented must be images',
            got: `inputs of ${data.train.inputShape.join(' × ')} numbers`,
            hint: 'leave --augment away, or say --augment none',
          }),
        )
      : make(data),
    E.map((stream) => ({
      ...stream,
      tasks: stream.tasks.map((task, index) => ({
        ...task,
        shown: (pass) =>
          pipe(
            make({ ...data, train: augmented(data.train, how, child(key(stream.seed), 'augmented', index, pass)) }),
            E.map(({ tasks }) => tasks[index]!.train),
          ),
      })),
    })),
  )

const benchmark = ({
  rule,
  ...of
}: Omit<Benchmark, 'stream' | 'batch'> & Partial<Schedule> & { readonly rule: Rule }): Benchmark => ({
  batch: 10,
  ...of,
  stream: (data, asked) => {
    const { seed, tasks, samples, evaluate } = asked
    const { normalise, classOrder, augment } = presentation(of, asked)
    const own = of.samples === 'all' ? undefined : of.samples
    const settings = { seed, tasks: tasks ?? of.tasks, samples: samples ?? own, evaluate, classOrder }
    const make = (from: DataSet): E.Either<Fault, Stream> => rule(from, settings)
    return pipe(
      augment === undefined ? make(data) : anew(data, augment, make),
      E.chain((stream) => (normalise === true ? normalised(data)(stream) : E.right(stream))),
    )
  },
})

/** The rates of few-shot classification with one shot or few, on 28 × 28. */
const fewShotOptions: Benchmark['options'] = {
  maml: { rate: 0.4, outer: 0.001 },
  fomaml: { rate: 0.4, outer: 0.001 },
  anil: { rate: 0.4, outer: 0.001 },
  metaSgd: { rate: 0.4, outer: 0.001 },
}

const omniglotEpisodes = (ways: number, shots: number): Benchmark =>
  benchmark({
    name: `omniglot-${ways}way-${shots}shot`,
    description: `episodes: ${ways} characters of Omniglot, ${shots} ${shots === 1 ? 'drawing' : 'drawings'} of each to adapt to, quarter turns as more of them; judged on 600 of alphabets never seen`,
    tasks: 5,
    samples: shots,
    batch: 4,
    iterations: 1500,
    network: 'conv4',
    protocol: 'fewShot',
    outputs: ways,
    options: fewShotOptions,
    data: omniglot,
    rule: fewShot({ ways, queries: 5, turns: true }),
  })

const classesATask =
  (classesPerTask: number): Rule =>
  (data, settings) =>
    split(data, { ...settings, classesPerTask })

export const benchmarks: readonly Benchmark[] = [
  benchmark({
    name: 'permuted-mnist',
    description: 'all digits, the pixels of each task in an order of its own; 20 tasks of 1000 digits',
    tasks: 20,
    samples: 1000,
    network: 'mlp',
    memory: 200,
    data: mnist,
    rule: permuted,
  }),
  benchmark({
    name: 'many-permutations',
    description: 'permuted-mnist with more and shorter tasks; 100 tasks of 200 digits',
    tasks: 100,
    samples: 200,
    network: 'mlp',
    memory: 500,
    data: mnist,
    rule: permuted,
  }),
  benchmark({
    name: 'gradient-reconstruction',
    description:
      'permuted-mnist as its paper has it: 5 tasks of all digits, 2000 batches each; plain descent at rate 0.003',
    tasks: 5,
    samples: 'all',
    batch: 64,
    iterations: 2000,
    network: 'mlp-256-256-256',
    data: mnist,
    rule: permuted,
  }),
  benchmark({
    name: 'rotated-mnist',
    description: 'all digits, turned further with each task, from 0° to 180°; 20 tasks of 1000 digits',
    tasks: 20,
    samples: 1000,
    network: 'mlp',
    memory: 200,
    data: mnist,
    rule: rotated,
  }),
  benchmark({
    name: 'split-mnist',
    description: 'two digits a task, 0 and 1 first, one head for all; 5 tasks of all their digits',
    tasks: 5,
    samples: 'all',
    network: 'mlp',
    memory: 200,
    data: mnist,
    rule: classesATask(2),
  }),
  benchmark({
    name: 'permuted-fashion',
    description: 'permuted-mnist on the clothes of Fashion-MNIST; 20 tasks of 1000 pictures',
    tasks: 20,
    samples: 1000,
    network: 'mlp',
    memory: 200,
    data: fashion,
    rule: permuted,
  }),
  benchmark({
    name: 'split-fashion',
    description: 'two kinds of clothes a task, of Fashion-MNIST; 5 tasks of all their pictures',
    tasks: 5,
    samples: 'all',
    network: 'mlp',
    memory: 200,
    data: fashion,
    rule: classesATask(2),
  }),
  benchmark({
    name: 'split-cifar10',
    description: 'two classes of colour pictures a task, of CIFAR-10; 5 tasks of 10,000 pictures',
    tasks: 5,
    samples: 'all',
    network: 'resNet18',
    memory: 200,
    heads: 'task',
    data: cifar10,
    rule: classesATask(2),
  }),
  benchmark({
    name: 'split-cifar100',
    description: 'five classes of colour pictures a task, of CIFAR-100; 20 tasks of 2500 pictures',
    tasks: 20,
    samples: 'all',
    network: 'resNet18',
    memory: 200,
    heads: 'task',
    data: cifar100,
    rule: classesATask(5),
  }),
  benchmark({
    name: 'split-cifar100-la-maml',
    description:
      'split-cifar100 as in La-MAML: classes in random order, 2250 pictures a task, cropped, mirrored, jittered and normalised; --epochs 10 is its multi-pass',
    tasks: 20,
    samples: 2250,
    network: 'cnn',
    memory: 200,
    heads: 'task',
    normalise: true,
    classOrder: 'random',
    augment: 'crop-flip-jitter',
    data: cifar100,
    rule: classesATask(5),
  }),
  benchmark({
    name: 'split-mini-imagenet',
    description: 'five classes of photographs a task, of miniImageNet; 20 tasks of 2500 photographs',
    tasks: 20,
    samples: 'all',
    network: 'resNet18',
    memory: 200,
    heads: 'task',
    data: miniImageNet,
    rule: classesATask(5),
  }),
  benchmark({
    name: 'drifting-sines',
    description: 'numbers to predict: a sine a task, whose phase and amplitude drift; 10 tasks of 1000 points',
    tasks: 10,
    samples: 1000,
    network: 'mlp',
    memory: 200,
    protocol: 'regression',
    data: points,
    rule: driftingSines,
  }),
  benchmark({
    name: 'sine',
    description:
      'episodes: sines of unknown height and phase, of each 10 points to adapt to; meta-training in 10 stretches, judged on 600 new sines',
    tasks: 10,
    samples: 10,
    batch: 25,
    iterations: 400,
    network: 'mlp-40-40',
    protocol: 'episodes',
    data: line,
    rule: sines,
  }),
  benchmark({
    name: 'digits-5way-1shot',
    description:
      'episodes: the digits 0 to 4 and their quarter turns, one of each of five to adapt to; judged on 600 episodes of 5 to 9',
    tasks: 5,
    samples: 1,
    batch: 4,
    iterations: 100,
    network: 'conv4',
    protocol: 'fewShot',
    outputs: 5,
    options: fewShotOptions,
    data: mnist,
    rule: fewShot({ ways: 5, queries: 5, turns: true }),
  }),
  omniglotEpisodes(5, 1),
  omniglotEpisodes(5, 5),
  omniglotEpisodes(20, 1),
  benchmark({
    name: 'omniglot-trajectory',
    description:
      'characters of Omniglot one after the other, 15 drawings of each once: meta-training for that, judged on 100 of alphabets never seen',
    tasks: 5,
    samples: 5,
    batch: 1,
    iterations: 1000,
    network: 'oml',
    protocol: 'trajectory',
    data: omniglot,
    rule: trajectoryStream({ fellows: 5, others: 15 }),
  }),
  benchmark({
    name: 'osaka',
    description:
      'batches without task labels, each predicted and then learned: ten-way tasks of digits and digits turned, or with --data of Omniglot, digits and digits turned, that switch with probability 0.1; 200 meta-batches, then 4 times 200 batches of 50',
    tasks: 5,
    samples: 200,
    batch: 1,
    network: 'conv4',
    outputs: 10,
    protocol: 'online',
    data: charactersAndDigits,
    rule: osakaStream({ ways: 10, shots: 5, stay: 0.9 }),
  }),
]

/** The benchmark of that name, or a `Left` that names the nearest. */
export const benchmarkNamed = (name: string): E.Either<Fault, Benchmark> =>
  E.fromNullable(
    unknownName({ where: 'benchmark', what: 'benchmark', name, known: benchmarks.map((one) => one.name) }),
  )(benchmarks.find((one) => one.name === name))
