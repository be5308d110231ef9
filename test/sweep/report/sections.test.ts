import { describe, expect, it } from 'vitest'
import type { RunStarted } from '../../../src/experiment/protocol/index.ts'
import { recordedRuns } from '../../../src/records/index.ts'
import { isClear, pairedDifference, type Standing, sectionsOf } from '../../../src/sweep/index.ts'
import { eventsOf, startedAs } from '../made.ts'

const runOf = (method: string, seed: number, acc: number, more: Partial<RunStarted> = {}) =>
  recordedRuns(eventsOf(startedAs(method, seed, more), [acc, acc, acc]))[0]!

const record = (name: string, ...runs: readonly ReturnType<typeof runOf>[]) => ({ name, runs })

const labels = (standings: readonly Standing[]) =>
  standings.map(({ label, finished }) => `${label}: ${finished.map(({ run }) => run.started.seed).join(' ')}`)

describe('sections of a report', () => {
  it('hold methods of one stream each, the best first, whatever files their runs are in', () => {
    const sections = sectionsOf([
      record('ewc-seed0', runOf('ewc', 0, 0.5)),
      record('ewc-seed1', runOf('ewc', 1, 0.5)),
      record('er', runOf('er', 1, 0.75), runOf('er', 0, 0.75)),
      record('other', runOf('er', 0, 0.5, { samples: 30 })),
      record('elsewhere', runOf('er', 0, 0.5, { backend: 'node', initialisation: 'kaimingNormal' })),
    ])
    expect(sections.map(({ standings }) => labels(standings))).toEqual([
      ['er: 0 1', 'ewc: 0 1', 'elsewhere: 0'],
      ['other: 0'],
    ])
    expect(sections[0]?.seeds).toEqual([0, 1])
  })

  it('tell methods of one name apart by what differs, and count what is there twice once', () => {
    const [section] = sectionsOf([
      record('er-seed0', runOf('er', 0, 0.5)),
      record('er-seed0', runOf('er', 0, 0.5)),
      record('er-seed0', runOf('er', 0, 0.75, { options: { rate: 0.2 } })),
      record('er-seed1', runOf('er', 1, 0.75, { options: { rate: 0.2 } })),
    ])
    expect(labels(section!.standings)).toEqual(['er (rate=0.2): 0 1', 'er (rate=0.1): 0'])
    expect(section?.repeated).toBe(1)
  })
})

describe('a paired difference', () => {
  const standings = (a: readonly number[], b: readonly number[]) =>
    sectionsOf([
      record('a', ...a.map((acc, seed) => runOf('a', seed, acc))),
      record('b', ...b.map((acc, seed) => runOf('b', seed, acc))),
    ])[0]!.standings
  const of = (all: readonly Standing[], label: string) => all.find((one) => one.label === label)!

  it('is that of a worked example, over the seeds that both have', () => {
    // Differences 0.125, 0.25, 0.375: d̄ = 0.25, s = 0.125, t of 2 degrees of freedom 4.302653.
    const all = standings([0.625, 0.75, 0.875, 1], [0.5, 0.5, 0.5])
    const found = pairedDifference(of(all, 'a'), of(all, 'b'), 'acc')
    expect(found?.seeds).toBe(3)
    expect(found?.mean).toBe(0.25)
    expect(found?.half).toBeCloseTo((4.302653 * 0.125) / Math.sqrt(3), 6)
    expect(isClear(found!)).toBe(false)
    const back = pairedDifference(of(all, 'b'), of(all, 'a'), 'acc')
    expect(back).toEqual({ ...found, mean: -0.25 })
  })

  it('is surer than the two means where both methods have the luck of a seed', () => {
    // Means 0.5 ± 0.25 and 0.375 ± 0.25 overlap; each seed differs by 0.125.
    const all = standings([0.25, 0.5, 0.75], [0.125, 0.375, 0.625])
    expect(pairedDifference(of(all, 'a'), of(all, 'b'), 'acc')).toEqual({ seeds: 3, mean: 0.125, half: 0 })
  })

  it('of one seed has no interval, and of none is none', () => {
    const all = standings([0.5], [0.25])
    expect(pairedDifference(of(all, 'a'), of(all, 'b'), 'acc')).toEqual({ seeds: 1, mean: 0.25 })
    expect(isClear({ seeds: 1, mean: 0.25 })).toBe(false)
    expect(pairedDifference(of(all, 'a'), { ...of(all, 'b'), finished: [] }, 'acc')).toBeUndefined()
  })
})
