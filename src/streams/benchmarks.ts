import * as E from 'fp-ts/lib/Either.js'
import {
  charactersAndDigits,
  cifar10,
  cifar100,
  fashion,
  line,
  lines,
  miniImageNet,
  mnist,
  omniglot,
  points,
} from '../data/index.ts'
import { type Fault, unknownName } from '../fault.ts'
import { type Benchmark, benchmark, type Rule } from './benchmark.ts'
import { driftingSines } from './drifting-sines.ts'
import { fewShotOptions } from './few-shot-options.ts'
import { fewShot } from './few-shot-stream.ts'
import { incrementalSines } from './incremental-sines.ts'
import { osakaStream } from './osaka-stream.ts'
import { ownBenchmarks } from './own-benchmarks.ts'
import { permuted } from './permuted.ts'
import { rotated } from './rotated.ts'
import { sines } from './sines.ts'
import { split } from './split.ts'
import { trajectoryStream } from './trajectory-stream.ts'

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

const classesATask = (classesPerTask: number): { readonly classesPerTask: number; readonly rule: Rule } => ({
  classesPerTask,
  rule: (data, settings) => split(data, { ...settings, classesPerTask }),
})

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
    ...classesATask(2),
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
    ...classesATask(2),
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
    ...classesATask(2),
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
    ...classesATask(5),
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
    ...classesATask(5),
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
    ...classesATask(5),
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
    // Found on episodes held out: with H itself it ends worse, and at higher rates about half of the runs diverge.
    options: { iMaml: { rate: 0.005, steps: 10, lambda: 2, outer: 0.001, matrix: 'gaussNewton' } },
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
    networks: { anml: 'anml' },
    protocol: 'trajectory',
    data: omniglot,
    rule: trajectoryStream({ fellows: 5, others: 15 }),
  }),
  benchmark({
    name: 'omniglot-trajectory-anml',
    description:
      'omniglot-trajectory as in ANML: meta-training learns 20 drawings of a character one after the other, judged by these and by 64 of any',
    tasks: 5,
    samples: 20,
    batch: 1,
    iterations: 1000,
    network: 'oml',
    networks: { anml: 'anml' },
    protocol: 'trajectory',
    data: omniglot,
    rule: trajectoryStream({ fellows: 20, others: 64 }),
  }),
  benchmark({
    name: 'incremental-sines',
    description:
      'ten sines one after the other, by one network that is told which is meant: meta-training for that, judged on 50 times ten that are new',
    tasks: 5,
    samples: 160,
    batch: 1,
    iterations: 300,
    network: 'oml-dense',
    // ANML's is over images, and refused with a sentence.
    networks: { anml: 'anml' },
    protocol: 'functionTrajectory',
    // Found on functions held out.
    options: { oml: { rate: 0.01, outer: 0.001, online: 0.01, innerBatch: 32, head: 'learned' } },
    data: lines,
    rule: incrementalSines,
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
  ...ownBenchmarks,
]

/** The benchmark of that name, or a `Left` that names the nearest. */
export const benchmarkNamed = (name: string): E.Either<Fault, Benchmark> =>
  E.fromNullable(
    unknownName({ where: 'benchmark', what: 'benchmark', name, known: benchmarks.map((one) => one.name) }),
  )(benchmarks.find((one) => one.name === name))
