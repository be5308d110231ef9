import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { defaults } from '../../src/dsl/index.ts'
import { experiment, train } from '../../src/experiment/index.ts'
import { methods } from '../../src/methods/index.ts'
import { recordedRuns } from '../../src/records/index.ts'
import { benchmarks } from '../../src/streams/index.ts'
import { gathered, right } from './digits.ts'

const small = { tasks: 2, samples: 40, seed: 3 }

describe('train', () => {
  it('is the run of an experiment with one seed', async () => {
    const method = methods.finetune!
    const ready = right(
      await experiment({
        ...small,
        name: 'finetune',
        method,
        options: { ...defaults(method.options), rate: 0.2 },
        benchmark: benchmarks.find(({ name }) => name === 'permuted-mnist')!,
        seeds: [3],
        evaluate: 'validation',
        backend: 'wasm',
      })(),
    )
    const [run] = recordedRuns(
      (await gathered(ready.runs[0]!.events())).filter(
        ({ _tag }) => _tag !== 'BatchDone' && _tag !== 'TaskJudged',
      ) as never,
    )
    const settings = { ...small, benchmark: 'permuted-mnist', options: { rate: 0.2 }, evaluate: 'validation' } as const
    const { before, matrix, acc } = right(await train(method, settings)())
    expect({ before, matrix }).toEqual({ before: run!.before, matrix: run!.matrix })
    expect(acc).toBe((matrix[1]![0]! + matrix[1]![1]!) / 2)
  })

  it('refuses a memory of all tasks that is less than an example a task, where a method counts by the task', async () => {
    const of = (memory: number) =>
      train(methods.gem!, { benchmark: 'permuted-mnist', tasks: 3, samples: 4, memory, backend: 'cpu' })()
    expect(await of(2)).toMatchObject({
      left: {
        where: 'gem',
        rule: 'the examples to remember of all tasks must be at least as many as 3 tasks take, each `memory` of its own',
        got: '2, with 1 a task',
      },
    })
    expect(await of(3)).toMatchObject({ _tag: 'Right' })
  })

  it('hands back what is wrong with its settings, and a run that diverges', async () => {
    const method = methods.finetune!
    const fault = async (of: Parameters<typeof train>[1]) => {
      const result = await train(method, of)()
      return E.isLeft(result) ? result.left : undefined
    }
    expect(await fault({ benchmark: 'permuted' })).toMatchObject({ rule: 'the benchmark must be one that is known' })
    expect(await fault({ benchmark: 'permuted-mnist', options: { rat: 1 } })).toMatchObject({
      rule: 'the option must be one that is known',
    })
    expect(await fault({ benchmark: 'permuted-mnist', tasks: 0 })).toMatchObject({ got: '0' })
    expect(await fault({ ...small, benchmark: 'permuted-mnist', options: { rate: 1e30 } })).toMatchObject({ code: 3 })
  })
})
