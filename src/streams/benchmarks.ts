import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { type Fault, unknownName } from '../fault.ts'
import type { DataSet } from './dataset.ts'
import { mnist } from './mnist.ts'
import { permuted } from './permuted.ts'
import { rotated } from './rotated.ts'
import { split } from './split.ts'
import type { Evaluate, Stream, StreamSettings } from './stream.ts'

/** What may be chosen of a benchmark's stream; what isn't given is the benchmark's own. */
export interface BenchmarkSettings {
  readonly seed: number
  readonly tasks?: number | undefined
  readonly samples?: number | undefined
  readonly evaluate?: Evaluate | undefined
}

/** A named stream with what goes with it: how much there is of it, in what batches, for which network. */
export interface Benchmark {
  readonly name: string
  readonly description: string
  readonly tasks: number
  /** Training examples a task, or all there are. */
  readonly samples: number | 'all'
  readonly batch: number
  /** The name of a network. */
  readonly network: string
  /** The data set it is on: from a folder if one is named, else the embedded one or a `Left` that says what is wanted. */
  readonly data: (dir?: string) => TE.TaskEither<Fault, DataSet>
  readonly stream: (data: DataSet, settings: BenchmarkSettings) => E.Either<Fault, Stream>
}

const benchmark = (
  of: Omit<Benchmark, 'stream'>,
  rule: (data: DataSet, settings: StreamSettings) => E.Either<Fault, Stream>,
): Benchmark => ({
  ...of,
  stream: (data, { seed, tasks, samples, evaluate }) => {
    const own = of.samples === 'all' ? undefined : of.samples
    return rule(data, { seed, tasks: tasks ?? of.tasks, samples: samples ?? own, evaluate })
  },
})

export const benchmarks: readonly Benchmark[] = [
  benchmark(
    {
      name: 'permuted-mnist',
      description: 'all digits, the pixels of each task in an order of its own; 20 tasks of 1000 digits',
      tasks: 20,
      samples: 1000,
      batch: 10,
      network: 'mlp',
      data: mnist,
    },
    permuted,
  ),
  benchmark(
    {
      name: 'many-permutations',
      description: 'permuted-mnist with more and shorter tasks; 100 tasks of 200 digits',
      tasks: 100,
      samples: 200,
      batch: 10,
      network: 'mlp',
      data: mnist,
    },
    permuted,
  ),
  benchmark(
    {
      name: 'rotated-mnist',
      description: 'all digits, turned further with each task, from 0° to 180°; 20 tasks of 1000 digits',
      tasks: 20,
      samples: 1000,
      batch: 10,
      network: 'mlp',
      data: mnist,
    },
    rotated,
  ),
  benchmark(
    {
      name: 'split-mnist',
      description: 'two digits a task, 0 and 1 first, one head for all; 5 tasks of all their digits',
      tasks: 5,
      samples: 'all',
      batch: 10,
      network: 'mlp',
      data: mnist,
    },
    (data, settings) => split(data, { ...settings, classesPerTask: 2 }),
  ),
]

/** The benchmark of that name, or a `Left` that names the nearest. */
export const benchmarkNamed = (name: string): E.Either<Fault, Benchmark> =>
  E.fromNullable(
    unknownName({ where: 'benchmark', what: 'benchmark', name, known: benchmarks.map((one) => one.name) }),
  )(benchmarks.find((one) => one.name === name))
