import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { carryOutAll } from '../../src/sweep/crew.ts'
import type { Job } from '../../src/sweep/index.ts'
import { loadsOf, loadWords, orderOf } from '../../src/sweep/load.ts'
import { recordOf } from '../../src/sweep/record-of.ts'
import { jobAs, teller } from './made.ts'

const together = (label: string, seed: number, atOnce: number): Job => {
  const job = jobAs(label, seed)
  const checkpoints = { record: `${label}-${seed}`, resume: true, done: [] }
  return { ...job, order: { ...job.order, checkpoints, together: { atOnce, words: 'w' } } }
}

const jobs: fc.Arbitrary<readonly Job[]> = fc
  .record({
    labels: fc.constantFrom(['a'], ['a', 'b'], ['a', 'b', 'c']),
    seeds: fc.integer({ min: 1, max: 7 }),
    atOnce: fc.integer({ min: 1, max: 4 }),
    gone: fc.array(fc.nat(20)),
  })
  .map(({ labels, seeds, atOnce, gone }) =>
    Array.from({ length: seeds }, (_, seed) => labels.map((label) => together(label, seed, atOnce)))
      .flat()
      .filter((_, i) => !gone.includes(i)),
  )

describe('loads', () => {
  it('law: each job is in one, with jobs of its own method in their order, no more than may go at once', () => {
    fc.assert(
      fc.property(jobs, (all) => {
        const loads = loadsOf(all)
        expect(new Set(loads.flat())).toEqual(new Set(all))
        expect(loads.flat().length).toBe(all.length)
        for (const load of loads) {
          expect(new Set(load.map(({ label }) => label)).size).toBe(1)
          expect(load.length).toBeLessThanOrEqual(load[0]!.order.together!.atOnce)
          expect([...load].sort((a, b) => all.indexOf(a) - all.indexOf(b))).toEqual(load)
        }
        const firsts = loads.map(([first]) => all.indexOf(first!))
        expect([...firsts].sort((a, b) => a - b)).toEqual(firsts)
      }),
    )
  })

  it('law: no fewer are full than can be', () => {
    fc.assert(
      fc.property(jobs, (all) => {
        for (const label of new Set(all.map((job) => job.label))) {
          const own = all.filter((job) => job.label === label)
          const most = own[0]!.order.together!.atOnce
          expect(loadsOf(all).filter(([first]) => first!.label === label).length).toBe(Math.ceil(own.length / most))
        }
      }),
    )
  })

  it('control: jobs of which nothing was decided are loads of one', () => {
    const all = [jobAs('a', 0), jobAs('a', 1), jobAs('b', 0)]
    expect(loadsOf(all)).toEqual(all.map((job) => [job]))
  })

  it('law: the order of a load has all its seeds, each with its own record', () => {
    const load = [together('a', 3, 3), together('a', 1, 3)]
    const order = orderOf(load)
    expect(order.asked.seeds).toEqual([3, 1])
    expect([3, 1, 7].map((seed) => recordOf(order.checkpoints!, seed))).toEqual(['a-3', 'a-1', 'a-3'])
    expect(loadWords(load)).toBe('a, seeds 3, 1')
    expect(orderOf([load[0]!])).toBe(load[0]!.order)
    expect(loadWords([load[0]!])).toBe('a, seed 3')
  })

  it('law: what is told of a load is of the right jobs, and each of them is over', async () => {
    const all = [0, 1, 2, 3, 4].flatMap((seed) => ['a', 'b'].map((label) => together(label, seed, 3)))
    const heard = new Map<Job, number>()
    const over: Job[] = []
    const ended = await carryOutAll(
      all,
      2,
      () => teller(),
      {
        hear: (job, news) => {
          if (news._tag === 'Event' && news.event._tag === 'RunStarted') expect(news.event).toBe(job.asked)
          heard.set(job, (heard.get(job) ?? 0) + 1)
          return E.right(undefined)
        },
        over: (job) => over.push(job),
      },
      new AbortController().signal,
    )
    expect(E.isRight(ended)).toBe(true)
    expect(new Set(heard.values()).size).toBe(1)
    expect(new Set(heard.keys())).toEqual(new Set(all))
    expect(new Set(over)).toEqual(new Set(all))
    expect(over.length).toBe(all.length)
  })
})
