import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { DataSet } from '../../src/data/index.ts'
import { render } from '../../src/fault.ts'
import {
  benchmarks as all,
  type Benchmark,
  benchmarkNamed,
  type ClassOrder,
  type Stream,
} from '../../src/streams/index.ts'
import { inputOf, numberedSet } from '../data/numbered.ts'

const dataFor = (name: string) =>
  numberedSet({ train: 1000, test: 200, rows: 2, columns: 2, classes: /100|imagenet/.test(name) ? 100 : 10 })

/** Those that come with data; the others are of whatever data is named. */
const benchmarks = all.filter(({ ownData }) => ownData !== true)

describe('benchmarks', () => {
  it('have the protocols of their papers', () => {
    expect(
      benchmarks.map(({ name, tasks, samples, batch, epochs, iterations, network, heads, memory }) => [
        name,
        tasks,
        samples,
        batch,
        iterations === undefined ? `${epochs ?? 1} ×` : `${iterations} batches`,
        network,
        heads ?? 'single',
        memory ?? 'own',
      ]),
    ).toEqual([
      ['permuted-mnist', 20, 1000, 10, '1 ×', 'mlp', 'single', 200],
      ['many-permutations', 100, 200, 10, '1 ×', 'mlp', 'single', 500],
      ['gradient-reconstruction', 5, 'all', 64, '2000 batches', 'mlp-256-256-256', 'single', 'own'],
      ['rotated-mnist', 20, 1000, 10, '1 ×', 'mlp', 'single', 200],
      ['split-mnist', 5, 'all', 10, '1 ×', 'mlp', 'single', 200],
      ['permuted-fashion', 20, 1000, 10, '1 ×', 'mlp', 'single', 200],
      ['split-fashion', 5, 'all', 10, '1 ×', 'mlp', 'single', 200],
      ['split-cifar10', 5, 'all', 10, '1 ×', 'resNet18', 'task', 200],
      ['split-cifar100', 20, 'all', 10, '1 ×', 'resNet18', 'task', 200],
      ['split-cifar100-la-maml', 20, 2250, 10, '1 ×', 'cnn', 'task', 200],
      ['split-mini-imagenet', 20, 'all', 10, '1 ×', 'resNet18', 'task', 200],
      ['drifting-sines', 10, 1000, 10, '1 ×', 'mlp', 'single', 200],
      ['sine', 10, 10, 25, '400 batches', 'mlp-40-40', 'single', 'own'],
      ['digits-5way-1shot', 5, 1, 4, '100 batches', 'conv4', 'single', 'own'],
      ['omniglot-5way-1shot', 5, 1, 4, '1500 batches', 'conv4', 'single', 'own'],
      ['omniglot-5way-5shot', 5, 5, 4, '1500 batches', 'conv4', 'single', 'own'],
      ['omniglot-20way-1shot', 5, 1, 4, '1500 batches', 'conv4', 'single', 'own'],
      ['omniglot-trajectory', 5, 5, 1, '1000 batches', 'oml', 'single', 'own'],
      ['omniglot-trajectory-anml', 5, 20, 1, '1000 batches', 'oml', 'single', 'own'],
      ['incremental-sines', 5, 160, 1, '300 batches', 'oml-dense', 'single', 'own'],
      ['osaka', 5, 200, 1, '1 ×', 'conv4', 'single', 'own'],
    ])
  })
  it('show their data as it is, but for La-MAML’s', () => {
    const presented = benchmarks.flatMap(({ name, normalise, classOrder, augment }) =>
      normalise === undefined && classOrder === undefined && augment === undefined
        ? []
        : [[name, normalise, classOrder, augment]],
    )
    expect(presented).toEqual([['split-cifar100-la-maml', true, 'random', 'crop-flip-jitter']])
  })
  it('of episodes: a support of `samples` shots a way, classes to learn from and to be judged by apart', () => {
    const data = { ...dataFor('100'), train: numberedSet({ train: 4000, test: 0, classes: 200 }).train }
    const whole = { ...data, test: numberedSet({ train: 0, test: 1000, classes: 200 }).test }
    const made = (name: string) =>
      E.chain((one: Benchmark) => one.stream(whole, { seed: 3 }))(benchmarkNamed(name)) as E.Right<Stream>
    const lengths = (name: string) => made(name).right.tasks.at(-1)!.episodes
    expect(lengths('omniglot-5way-5shot')).toEqual({
      train: { support: 25, query: 25 },
      test: { support: 25, query: 25 },
    })
    expect(lengths('omniglot-20way-1shot')).toEqual({
      train: { support: 20, query: 100 },
      test: { support: 20, query: 100 },
    })
    expect(lengths('omniglot-trajectory')).toEqual({
      train: { support: 5, query: 20 },
      test: { support: 15, query: 5 },
    })
    expect(lengths('omniglot-trajectory-anml')).toEqual({
      train: { support: 20, query: 84 },
      test: { support: 15, query: 5 },
    })
    // Of characters of 20 drawings what ANML is judged by beside any are those that it has just learned.
    const drawn = numberedSet({ train: 3000, test: 1000, classes: 200 })
    const [stretch] = (
      E.chain((one: Benchmark) => one.stream(drawn, { seed: 3 }))(
        benchmarkNamed('omniglot-trajectory-anml'),
      ) as E.Right<Stream>
    ).right.tasks
    const rows = (from: number): readonly string[] =>
      Array.from({ length: 20 }, (_, i) => inputOf(stretch!.train, from + i).join())
    expect(rows(20 + 64)).toEqual(rows(0))
    expect(new Set(rows(0)).size).toBe(20)
    expect(rows(20)).not.toEqual(rows(0))
    const [first, ...online] = made('osaka').right.tasks
    expect(first!.episodes?.train).toEqual({ support: 50, query: 50 })
    expect(online.map(({ unit, train }) => [unit, train.count])).toEqual(Array(4).fill([50, 10_000]))
  })
  it.each(benchmarks.filter(({ samples, protocol = 'regression' }) => samples !== 2250 && protocol === 'regression'))(
    '$name: its own sizes unless others are given',
    ({ name, stream, tasks, samples }) => {
      const sizes = (settings: { readonly tasks?: number; readonly samples?: number }) =>
        E.map((made: { readonly tasks: readonly { readonly train: { readonly count: number } }[] }) =>
          made.tasks.map(({ train }) => train.count),
        )(stream(dataFor(name), { seed: 3, ...settings }))
      expect(sizes({})).toEqual(
        E.right(Array(tasks).fill(samples !== 'all' ? samples : name.startsWith('split') ? 1000 / tasks : 1000)),
      )
      expect(sizes({ tasks: 2, samples: 7 })).toEqual(E.right([7, 7]))
      expect(E.isLeft(sizes({ samples: 1001 }))).toBe(true)
    },
  )
  it('have their values normalised when that is asked for, and only then', () => {
    const bare = numberedSet({ train: 1000, test: 200, rows: 1, columns: 1 })
    const data = { ...bare, statistics: { mean: [500], deviation: [250] } }
    const benchmark = benchmarkNamed('split-mnist')
    const first = (normalise: boolean, of: DataSet = data) =>
      E.chain((one: Benchmark) =>
        E.map((made: Stream) => inputOf(made.tasks[0]!.test, 0))(one.stream(of, { seed: 0, normalise })),
      )(benchmark)
    expect([first(false), first(true)]).toEqual([E.right([1000]), E.right([2])])
    expect(E.isLeft(first(true, bare))).toBe(true)
  })
  it('take a random order of classes by the seed', () => {
    const classes = (classOrder: ClassOrder) =>
      E.chain((one: Benchmark) =>
        E.map((made: Stream) => made.tasks.flatMap((task) => task.classes ?? []))(
          one.stream(dataFor('100'), { seed: 0, classOrder }),
        ),
      )(benchmarkNamed('split-cifar100'))
    const ascending = Array.from({ length: 100 }, (_, c) => c)
    expect(classes('labels')).toEqual(E.right(ascending))
    expect(classes('random')).not.toEqual(E.right(ascending))
    expect(E.map((all: readonly number[]) => [...all].sort((a, b) => a - b))(classes('random'))).toEqual(
      E.right(ascending),
    )
  })
  it('are found by name, and the nearest is named for an unknown one', () => {
    expect(E.map(({ name }: { readonly name: string }) => name)(benchmarkNamed('split-mnist'))).toEqual(
      E.right('split-mnist'),
    )
    expect(E.mapLeft(render)(benchmarkNamed('permutd-mnist'))).toEqual(
      E.left(
        'benchmark: the benchmark must be one that is known, got `permutd-mnist`.\n' +
          '  hint      the nearest is `permuted-mnist`; known: digits-5way-1shot, drifting-sines, gradient-reconstruction, incremental-sines, many-permutations, omniglot-20way-1shot, omniglot-5way-1shot, omniglot-5way-5shot, omniglot-trajectory, omniglot-trajectory-anml, osaka, own-2way, own-5way, own-parts, own-permuted, own-regression, own-rotated, own-split, permuted-fashion, permuted-mnist, rotated-mnist, sine, split-cifar10, split-cifar100, split-cifar100-la-maml, split-fashion, split-mini-imagenet, split-mnist',
      ),
    )
  })
})
