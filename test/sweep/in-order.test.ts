import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inOrder } from '../../src/sweep/in-order.ts'
import type { RunNews } from '../../src/sweep/index.ts'

const noted = (run: number, text: string): RunNews => ({ _tag: 'Noted', run, text })
const over = Symbol('over')

/** So much news of each run, and its end, in an order by chance that keeps that of each. */
const mixed: fc.Arbitrary<readonly (readonly [number, string | typeof over])[]> = fc
  .array(fc.nat(4), { minLength: 1, maxLength: 5 })
  .chain((counts) => {
    const all = counts.flatMap((count, run) => Array.from({ length: count + 1 }, () => run))
    return fc.shuffledSubarray(all, { minLength: all.length }).map((runs) => {
      const left = counts.map((count) => count + 1)
      return runs.map((run) => {
        left[run]! -= 1
        return [run, left[run] === 0 ? over : `${left[run]}`] as const
      })
    })
  })

describe('news of runs that go on together', () => {
  it('law: is told run by run in their order, all of it', () =>
    fc.assert(
      fc.property(mixed, (all) => {
        const told: RunNews[] = []
        const runs = [...new Set(all.map(([run]) => run))].sort((a, b) => a - b)
        const news = inOrder(runs, (one) => told.push(one))
        for (const [run, what] of all) {
          if (what === over) news.over(run)
          else news.tell(noted(run, what))
        }
        expect(told).toEqual(
          runs.flatMap((of) => all.flatMap(([run, what]) => (run === of && what !== over ? [noted(run, what)] : []))),
        )
      }),
    ))

  it('is told at once of the first that goes on, and of all how far they are', () => {
    const told: RunNews[] = []
    const { tell, over } = inOrder([2, 5], (one) => told.push(one))
    const ticks: RunNews = { _tag: 'Ticks', run: 5, ticks: 3, at: { task: 0, batch: 2, during: 'onBatch' } }
    for (const news of [noted(5, 'late'), ticks, noted(2, 'early')]) tell(news)
    expect(told).toEqual([ticks, noted(2, 'early')])
    over(5)
    expect(told.length).toBe(2)
    over(2)
    expect(told.slice(2)).toEqual([noted(5, 'late')])
  })
})
