import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { describe, expect, it } from 'vitest'
import { fromArrays, subset } from '../../src/data/index.ts'
import { render } from '../../src/fault.ts'
import {
  type BenchmarkDefinition,
  benchmarkFrom,
  defineBenchmark,
  permuted,
  type Stream,
} from '../../src/streams/index.ts'
import { identities, numberedSet } from '../data/numbered.ts'

const data = numberedSet({ train: 40, test: 20 })
const half: BenchmarkDefinition = {
  name: 'halves',
  tasks: 2,
  data,
  tasksOf: ({ train, test }, { tasks }) =>
    Array.from({ length: tasks }, (_, t) => ({
      name: `half ${t}`,
      train: subset(
        train,
        Array.from({ length: 20 }, (_, i) => 20 * t + i),
      ),
      test: subset(
        test,
        Array.from({ length: 10 }, (_, i) => 10 * t + i),
      ),
    })),
}
const streamOf = async (
  definition: BenchmarkDefinition,
  settings: Partial<Parameters<ReturnType<typeof defineBenchmark>['stream']>[1]> = {},
): Promise<Stream | string> => {
  const benchmark = defineBenchmark(definition)
  const found = await pipe(
    benchmark.data(),
    TE.chainEitherK((of) => benchmark.stream(of, { seed: 0, ...settings })),
  )()
  return E.isLeft(found) ? render(found.left) : found.right
}
const stream = async (...of: Parameters<typeof streamOf>): Promise<Stream> => {
  const found = await streamOf(...of)
  return typeof found === 'string' ? expect.fail(found) : found
}

describe('defineBenchmark', () => {
  it('gives the tasks that it says, numbered, their examples in random order', async () => {
    const { name, tasks } = await stream(half)
    expect([name, tasks.map(({ index, name: title }) => [index, title])]).toEqual([
      'halves',
      [
        [0, 'half 0'],
        [1, 'half 1'],
      ],
    ])
    expect([...identities(tasks[1]!.train)].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => 20 + i))
    expect(identities(tasks[1]!.test)).toEqual(Array.from({ length: 10 }, (_, i) => 50 + i))
  })
  it('draws as many samples as are asked for, and is judged by validation on what is learned from', async () => {
    const { tasks } = await stream(half, { samples: 5, evaluate: 'validation' })
    for (const [t, { train, test }] of tasks.entries()) {
      const [learned, judged] = [identities(train), identities(test)]
      expect([learned.length, judged.length]).toEqual([5, 4])
      expect([...learned, ...judged].every((i) => i >= 20 * t && i < 20 * (t + 1))).toBe(true)
      expect(learned.some((i) => judged.includes(i))).toBe(false)
    }
  })
  it('takes data however it is given: itself, an Either, a task, or a function of what is named', async () => {
    const task = TE.right(data)
    const ways: readonly BenchmarkDefinition['data'][] = [
      data,
      E.right(data),
      task,
      () => data,
      () => E.right(data),
      () => task,
      (path) => (path === undefined ? data : E.left({ where: path, rule: '', code: 2 })),
    ]
    for (const way of ways) expect((await stream({ ...half, data: way })).tasks).toHaveLength(2)
    const named = defineBenchmark({ ...half, data: (path, asked) => ({ ...data, name: `${path} ${asked?.target}` }) })
    expect(await named.data('here', { target: 'y' })()).toMatchObject({ right: { name: 'here y' } })
  })
  it('takes a rule that is there', async () => {
    const { tasks: _, tasksOf: __, ...rest } = half
    expect((await stream({ ...rest, tasks: 3, rule: permuted })).tasks).toHaveLength(3)
  })
  const bare = { name: 'odd', tasks: 2, data }
  const thrown = (): never => {
    throw new Error('no luck')
  }
  it.each<readonly [BenchmarkDefinition, string]>([
    [bare, 'got neither'],
    [{ ...half, rule: permuted }, 'got both'],
    [{ ...bare, tasksOf: () => [] }, 'as many tasks as are asked for: 2, got 0'],
    [{ ...bare, tasksOf: thrown }, '`tasksOf` of a benchmark must not fail, got no luck'],
    [{ ...bare, data: thrown, rule: permuted }, '`data` of a benchmark must not fail, got no luck'],
    [{ ...bare, data: 'x' as never, rule: permuted }, 'must be a data set, got string'],
    [
      {
        ...bare,
        tasksOf: () => [1, 2].map(() => ({ name: 'x', train: fromArrays({ inputs: [[1]] }), test: data.test })),
      },
      'task 1',
    ],
    [
      {
        ...bare,
        tasksOf: () =>
          [1, 2].map(() => ({ name: 'x', train: fromArrays({ inputs: [[1]], labels: [0] }), test: data.test })),
      },
      'inputs must be 4 × 4 as those of the data are, got 1',
    ],
    [
      { ...bare, tasksOf: () => [1, 2].map(() => ({ name: 'x', train: {} as never, test: data.test })) },
      'must be examples',
    ],
  ])('says what is wrong (%#)', async (definition, wrong) => {
    expect(await streamOf(definition)).toContain(wrong)
  })
})

describe('benchmarkFrom', () => {
  it('admits what defineBenchmark makes, and names a field that is wrong', () => {
    const made = defineBenchmark(half)
    expect(E.isRight(benchmarkFrom(made))).toBe(true)
    const wrongs = { tasks: 0, batch: 1.5, network: '', samples: 'some', protocol: 'guess', heads: 'two', name: 3 }
    for (const [name, value] of Object.entries(wrongs)) {
      const found = benchmarkFrom({ ...made, [name]: value })
      expect(E.isLeft(found) ? found.left.path : undefined).toEqual([name])
    }
    expect(E.isLeft(benchmarkFrom({ name: 'x' }))).toBe(true)
  })
})
