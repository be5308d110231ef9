import { describe, expect, it } from 'vitest'
import { defineMethod, gradientStep, meanOverEpisodes, type Params } from '../../../src/dsl/index.ts'
import { orThrow } from '../../../src/fault.ts'
import { courseOf, type StreamLength } from '../../../src/interpreters/cost/index.ts'
import { mlp } from '../../../src/networks/index.ts'

/** Learns to adapt in meta-batches, and learns batches. */
const both = defineMethod({
  name: 'both',
  source: 'none',
  options: {},
  state: () => ({}),
  onEpisodes:
    () =>
    ({ theta, episodes, loss }) => {
      const ahead = (at: Params) =>
        meanOverEpisodes(episodes, ({ support, query }) =>
          loss(query)(gradientStep({ loss: loss(support), rate: 0.1 })(at)),
        )
      return { theta: gradientStep({ loss: ahead, rate: 0.1 })(theta) }
    },
  onBatch:
    () =>
    ({ theta, batch, loss }) => ({ theta: gradientStep({ loss: loss(batch), rate: 0.1 })(theta) }),
})

const setting = {
  program: both.program({}),
  network: mlp({ hidden: [4], loss: 'squaredError' }),
  between: { inputShape: [1], outputs: 1 },
}
const meta = { train: { count: 14 }, episodes: { train: { support: 4, query: 3 } } }
const online = { train: { count: 12 }, unit: 5 }

const costOf = (...tasks: StreamLength['tasks']) => orThrow(courseOf(setting, { tasks, schedule: { batch: 1 } }))
const exactly = (count: number) => ({ least: count, most: count })

describe('the cost of a stream whose stretches are learned in other ways', () => {
  it('meta-batches of a stretch of episodes, and batches by units of any other', async () => {
    const { tasks, total } = await costOf(meta, online)
    expect(tasks.map(({ batches }) => batches)).toEqual([2, 3])
    expect(tasks.map(({ batch }) => batch.gradients)).toEqual([exactly(7), exactly(5)])
    expect(total.gradients).toEqual(exactly(2 * 7 + 12))
    expect(total.hessianProducts).toEqual(exactly(2 * 4))
  })

  it('law: it is that of each stretch alone, together', async () => {
    const whole = await costOf(meta, online)
    const [first, second] = [await costOf(meta), await costOf(online)]
    for (const one of ['gradients', 'hessianProducts', 'forward', 'backward', 'rest', 'callsFused'] as const)
      expect(whole.total[one].most).toBe(first.total[one].most + second.total[one].most)
  })

  it('control: a number is a task of so many examples, one by one', async () => {
    expect((await costOf(12)).tasks[0]!.batches).toBe(12)
    expect((await costOf(12)).total.callsFused).not.toEqual((await costOf(online)).total.callsFused)
  })
})
