import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { render } from '../../src/fault.ts'
import { benchmarkNamed, benchmarks } from '../../src/streams/index.ts'
import { numberedSet } from './numbered.ts'

const data = numberedSet({ train: 1000, test: 20, rows: 2, columns: 2 })

describe('benchmarks', () => {
  it('have these sizes', () => {
    expect(
      benchmarks.map(({ name, tasks, samples, batch, network }) => [name, tasks, samples, batch, network]),
    ).toEqual([
      ['permuted-mnist', 20, 1000, 10, 'mlp'],
      ['many-permutations', 100, 200, 10, 'mlp'],
      ['rotated-mnist', 20, 1000, 10, 'mlp'],
      ['split-mnist', 5, 'all', 10, 'mlp'],
    ])
  })
  it.each(benchmarks)('$name: its own sizes unless others are given', ({ stream, tasks, samples }) => {
    const sizes = (settings: { readonly tasks?: number; readonly samples?: number }) =>
      E.map((made: { readonly tasks: readonly { readonly train: { readonly count: number } }[] }) =>
        made.tasks.map(({ train }) => train.count),
      )(stream(data, { seed: 3, ...settings }))
    expect(sizes({})).toEqual(E.right(Array(tasks).fill(samples === 'all' ? 200 : samples)))
    expect(sizes({ tasks: 2, samples: 7 })).toEqual(E.right([7, 7]))
    expect(E.isLeft(sizes({ samples: 1001 }))).toBe(true)
  })
  it('are found by name, and the nearest is named for an unknown one', () => {
    expect(E.map(({ name }: { readonly name: string }) => name)(benchmarkNamed('split-mnist'))).toEqual(
      E.right('split-mnist'),
    )
    expect(E.mapLeft(render)(benchmarkNamed('permutd-mnist'))).toEqual(
      E.left(
        'benchmark: the benchmark must be one that is known, got `permutd-mnist`.\n' +
          '  hint      the nearest is `permuted-mnist`; known: many-permutations, permuted-mnist, rotated-mnist, split-mnist',
      ),
    )
  })
})
