import * as fc from 'fast-check'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { describe, expect, it } from 'vitest'
import { repeated, settled } from '../../src/experiment/measured-event.ts'

describe('how often an event is tried until its time is told', () => {
  const seconds = fc.double({ min: 1e-4, max: 2, noNaN: true })
  const counts = fc.integer({ min: 2, max: 60 })

  it('law: equal times settle once they are a tenth of a second together, and not before', () => {
    fc.assert(
      fc.property(seconds, counts, (time, count) => {
        const runs = new Array<number>(count).fill(time)
        expect(settled(runs)).toBe(runs.reduce((sum, one) => sum + one, 0) >= 0.1)
      }),
    )
  })

  it('law: times that fall by a tenth a run never settle, nor do those that rise', () => {
    fc.assert(
      fc.property(seconds, counts, fc.boolean(), (time, count, falling) => {
        const runs = Array.from({ length: count }, (_, i) => time * 0.9 ** i)
        expect(settled(falling ? runs : runs.toReversed())).toBe(false)
      }),
    )
  })

  it('law: a machine that is k times as slow settles after no more runs', () => {
    const uneven = fc.array(fc.double({ min: 0.9, max: 1.1, noNaN: true }), { minLength: 2, maxLength: 40 })
    fc.assert(
      fc.property(uneven, seconds, fc.integer({ min: 2, max: 50 }), (runs, time, k) => {
        const quick = runs.map((one) => one * time)
        fc.pre(settled(quick))
        expect(settled(quick.map((one) => one * k))).toBe(true)
      }),
    )
  })

  it('control: one time alone tells nothing', () => {
    expect(settled([5])).toBe(false)
    expect(settled([])).toBe(false)
  })

  it('does the same until its times have settled, and not for all the time that it has', async () => {
    let runs = 0
    const waiting = TE.fromTask(async () => {
      runs += 1
      const end = performance.now() + 60
      while (performance.now() < end);
    })
    const start = performance.now()
    const { _tag } = await repeated(waiting, 30)
    expect(_tag).toBe('Right')
    expect(runs).toBeGreaterThanOrEqual(3)
    expect(performance.now() - start).toBeLessThan(15_000)
  })
})
