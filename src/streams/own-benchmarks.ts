import { type Asking, ownData } from '../data/index.ts'
import { type Benchmark, benchmark, type Rule } from './benchmark.ts'
import { fewShotOptions } from './few-shot-options.ts'
import { fewShot } from './few-shot-stream.ts'
import { inParts } from './in-parts.ts'
import { permuted } from './permuted.ts'
import { rotated } from './rotated.ts'
import { split } from './split.ts'

const dataOf =
  (predicts: Asking['predicts']): Benchmark['data'] =>
  (dir, columns = {}) =>
    ownData(dir, { ...columns, predicts })

/** Two classes a task; as many tasks as there are pairs, unless fewer are asked for. */
const pairs: Rule = (data, settings) => split(data, { ...settings, classesPerTask: 2 })

/** What those of classes have in common. */
const ofClasses = { samples: 'all', network: 'mlp', memory: 200, ownData: true, data: dataOf('classes') } as const

/** Few-shot episodes of so many classes; half of the classes are learned, the others judge. */
const ownEpisodes = (ways: number): Benchmark =>
  benchmark({
    name: `own-${ways}way`,
    description: `your own data, named by --data: episodes of ${ways} of the first half of its classes, one example of each to adapt to, or as many as --samples asks for; judged on 600 of the others`,
    tasks: 5,
    samples: 1,
    batch: 4,
    iterations: 300,
    network: 'mlp',
    protocol: 'fewShot',
    outputs: ways,
    options: fewShotOptions,
    ownData: true,
    data: dataOf('classes'),
    rule: fewShot({ ways, queries: 5 }),
  })

/** Benchmarks of whatever data is named. */
export const ownBenchmarks: readonly Benchmark[] = [
  benchmark({
    name: 'own-split',
    description:
      'your own data, named by --data: two classes a task, one head for all; 2 tasks unless more are asked for',
    tasks: 2,
    ...ofClasses,
    rule: pairs,
  }),
  benchmark({
    name: 'own-permuted',
    description: 'your own data, named by --data: all classes, the inputs of each task in an order of its own; 5 tasks',
    tasks: 5,
    ...ofClasses,
    rule: permuted,
  }),
  benchmark({
    name: 'own-rotated',
    description:
      'your own images, named by --data: all classes, turned further with each task, from 0° to 180°; 5 tasks',
    tasks: 5,
    ...ofClasses,
    rule: rotated,
  }),
  benchmark({
    name: 'own-parts',
    description:
      'your own data, named by --data: all classes in each task; the tasks that a column of a table names (--by), or parts of the data in its order; 2 tasks',
    tasks: 2,
    ...ofClasses,
    rule: inParts,
  }),
  benchmark({
    name: 'own-regression',
    description:
      'your own data, named by --data: numbers to predict, such as a column of a table (--target); tasks as in own-parts; all with mean 0 and deviation 1; 2 tasks',
    tasks: 2,
    samples: 'all',
    network: 'mlp',
    memory: 200,
    normalise: true,
    protocol: 'regression',
    ownData: true,
    data: dataOf('numbers'),
    rule: inParts,
  }),
  ownEpisodes(2),
  ownEpisodes(5),
]
