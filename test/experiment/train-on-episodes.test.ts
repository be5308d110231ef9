import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { type EpisodePairs, type Pairs, trainOn } from '../../src/experiment/index.ts'
import { orThrow, render } from '../../src/fault.ts'
import { finetune, maml, metaSgd } from '../../src/methods/index.ts'
import { mlp } from '../../src/networks/index.ts'

const network = mlp({ hidden: [], loss: 'squaredError' })

/** Points of a line y = ax + b. */
const line = (a: number, b: number, xs: readonly number[]): Pairs => ({
  inputs: xs.map((x) => [x]),
  targets: xs.map((x) => [a * x + b]),
})
const episode = (a: number, b: number): EpisodePairs => ({
  support: line(a, b, [-1, 0, 1]),
  query: line(a, b, [-2, 2]),
})
const metaBatches = Array.from({ length: 4 }, (_, i) => [episode(i, 1), episode(-i, 1)])

const said = async (settings: object, method = maml): Promise<string> => {
  const trained = await trainOn(method, { network, ...settings } as never)()
  return E.isLeft(trained) ? render(trained.left) : 'nothing'
}

describe('trainOn, of episodes', () => {
  it('law: a learner that adapts takes steps of descent on the support, and stays as it is', async () => {
    const learner = await orThrow(trainOn(maml, { network, metaBatches, options: { rate: 0.1 } }))
    const support = line(3, -1, [-1, 0, 1])
    const { numbers } = learner
    const [[w = 0], [b = 0]] = (numbers.theta ?? []).map((tensor) => Array.from(tensor)) as [number[], number[]]
    const adapted = await orThrow(learner.adapt(support, 1))
    const off = support.inputs.map(([x = 0], i) => ({ x, r: w * x + b - support.targets[i]![0]! }))
    const mean = (of: (one: { readonly x: number; readonly r: number }) => number) =>
      off.reduce((so, one) => so + of(one) / off.length, 0)
    const [want] = await orThrow(adapted.predict([[2]]))
    expect(want![0]).toBeCloseTo((w - 0.1 * mean(({ x, r }) => r * x)) * 2 + b - 0.1 * mean(({ r }) => r), 5)
    expect(learner.numbers).toEqual(numbers)
    expect(await orThrow(learner.predict([[2]]))).not.toEqual([want])
    expect(await orThrow((await orThrow(learner.adapt(support, 0))).predict([[2]]))).toEqual(
      await orThrow(learner.predict([[2]])),
    )
    expect(learner.batches).toBe(4)
  })
  it('law: steps one after the other are those at once, and what the method keeps adapts with it', async () => {
    for (const method of [maml, metaSgd]) {
      const learner = await orThrow(trainOn(method, { network, metaBatches }))
      const support = line(3, -1, [-1, 0, 1])
      const once = await orThrow(learner.adapt(support, 2))
      const twice = await orThrow((await orThrow(learner.adapt(support, 1))).adapt(support, 1))
      expect(twice.numbers).toEqual(once.numbers)
    }
  })
  it('a method that says nothing of adapting stays as it is', async () => {
    const learner = await orThrow(trainOn(finetune, { network, batches: [line(1, 1, [0, 1])] }))
    expect((await orThrow(learner.adapt(line(3, 1, [0, 1]), 3))).numbers).toEqual(learner.numbers)
  })
  it('refuses what is no meta-batch, what the method learns nothing from, and steps that are no count', async () => {
    expect(await said({ metaBatches: [[episode(1, 1), { ...episode(1, 1), query: line(1, 1, [0]) }]] })).toContain(
      'as many pairs on each side as the first',
    )
    expect(await said({ batches: [line(1, 1, [0])] })).toContain('must say what it does on them: `onBatch`')
    expect(await said({ metaBatches }, finetune)).toContain('must say what it does on them: `onEpisodes`')
    const learner = await orThrow(trainOn(maml, { network, metaBatches }))
    const odd = await learner.adapt(line(1, 1, [0]), 1.5)()
    expect(E.isLeft(odd) && odd.left.rule).toBe('`steps` must be a whole number ≥ 0')
  })
})
