import { describe, expect, it } from 'vitest'
import { defaults } from '../../../src/dsl/index.ts'
import { orThrow } from '../../../src/fault.ts'
import { courseOf } from '../../../src/interpreters/cost/index.ts'
import { fomaml, maml } from '../../../src/methods/index.ts'
import { mlp } from '../../../src/networks/index.ts'

const network = mlp({ hidden: [40], loss: 'squaredError' })
const between = { inputShape: [1], outputs: 1 }
const episode = { support: 4, query: 3 }
const metaBatch = 5

/** What a meta-batch takes. */
const costOf = async (method: typeof maml, steps: number) => {
  const program = method.program({ ...defaults(method.options), steps })
  const task = { train: { count: 2 * metaBatch * 7 }, episodes: { train: episode } }
  const length = { tasks: [task], schedule: { batch: metaBatch } }
  const course = await orThrow(courseOf({ program, network, between }, length))
  return course.tasks[0]!
}

describe('the cost of meta-learning', () => {
  it('law: a meta-batch differentiates every query once and every support once a step; those of the support again', async () => {
    for (const steps of [0, 1, 3]) {
      const { batch, batches } = await costOf(maml, steps)
      const [query, support] = [metaBatch * episode.query, metaBatch * steps * episode.support]
      expect(batches).toBe(2)
      expect(batch.gradients).toEqual({ least: query + support, most: query + support })
      expect(batch.hessianProducts.most).toBe(support)
      expect((await costOf(fomaml, steps)).batch.hessianProducts.most).toBe(0)
    }
  })
  it('law: the memory of second order grows by as much with each inner step; that of first order stays', async () => {
    const peaks = async (method: typeof maml) => {
      const costs = await Promise.all([2, 3, 4, 5, 6].map((steps) => costOf(method, steps)))
      const most = costs.map(({ batch }) => batch.peak.most)
      return most.slice(1).map((peak, i) => peak - most[i]!)
    }
    const [second, first] = [await peaks(maml), await peaks(fomaml)]
    expect(second[0]).toBeGreaterThan(0)
    // The heap rounds each array up.
    expect(Math.max(...second) - Math.min(...second)).toBeLessThan(0.1 * second[0]!)
    expect(Math.max(...first)).toBeLessThan(second[0]! / 4)
  })
})
