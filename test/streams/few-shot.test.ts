import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { Examples } from '../../src/data/index.ts'
import { type Fault, render } from '../../src/fault.ts'
import { type ClassEpisodes, episodesOf, type FewShotSettings } from '../../src/streams/few-shot.ts'
import { quarterTurns } from '../../src/streams/quarter-turns.ts'
import { identities, inputOf, numbered, numberedSet } from '../data/numbered.ts'

const classes = 12
const data = { ...numberedSet({ train: 72, test: 24, rows: 2, columns: 3, classes }), novel: [0, 3, 4, 7, 11] }
const make = (settings: Partial<FewShotSettings> = {}, of = data): ClassEpisodes =>
  E.getOrElseW((why: Fault) => expect.fail(render(why)))(
    episodesOf(of, { ways: 3, shots: 2, queries: 4, seed: 0, ...settings }),
  )
const refused = (settings: Partial<FewShotSettings>, of = data): string =>
  E.match(render, () => 'made')(episodesOf(of, { ways: 3, shots: 2, queries: 4, seed: 0, ...settings }))
const labelsOf = (examples: Examples) => Array.from({ length: examples.count }, (_, i) => examples.label(i))
const repeated = (ways: number, each: number) =>
  Array.from({ length: ways }, (_, way) => Array<number>(each).fill(way)).flat()
const any = fc.record({
  seed: fc.integer(),
  episode: fc.nat(1000),
  ways: fc.integer({ min: 1, max: 5 }),
  shots: fc.integer({ min: 1, max: 4 }),
  queries: fc.integer({ min: 1, max: 4 }),
})
const half = fc.constantFrom('train' as const, 'test' as const)

describe('episodesOf', () => {
  it('law: an episode has exactly its shots and queries of each way, labelled 0 to ways − 1, and no example twice', () => {
    fc.assert(
      fc.property(any, half, ({ episode, ...settings }, side) => {
        const { ways, shots, queries } = settings
        const { classes: drawn, support, query } = make(settings)[side](episode)
        expect([support.classes, query.classes, new Set(drawn).size]).toEqual([ways, ways, ways])
        expect(labelsOf(support)).toEqual(repeated(ways, shots))
        expect(labelsOf(query)).toEqual(repeated(ways, queries))
        const seen = [...identities(support), ...identities(query)]
        expect(new Set(seen).size).toBe(ways * (shots + queries))
        expect(identities(support).map((id) => id % classes)).toEqual(labelsOf(support).map((way) => drawn[way]))
        expect(identities(query).map((id) => id % classes)).toEqual(labelsOf(query).map((way) => drawn[way]))
      }),
    )
  })
  it('law: classes to learn from are none of those to be judged by, whatever is judged by', () => {
    fc.assert(
      fc.property(any, fc.constantFrom('test' as const, 'validation' as const), ({ episode, seed }, evaluate) => {
        const rule = make({ seed, evaluate, ways: 2 })
        const [learned, judged] = ['train' as const, 'test' as const].map((side) =>
          Array.from({ length: 20 }, (_, i) => rule[side](episode + i).classes).flat(),
        )
        expect(learned!.filter((label) => judged!.includes(label))).toEqual([])
        const novel = (label: number) => data.novel.includes(label)
        expect(learned!.some(novel)).toBe(false)
        expect(judged!.every(novel)).toBe(evaluate === 'test')
      }),
    )
  })
  it('law: the seed, the half and the number tell all of an episode; another of them is another episode', () => {
    fc.assert(
      fc.property(any, half, ({ episode, seed, ...settings }, side) => {
        const read = (of: ClassEpisodes, which: 'train' | 'test', number: number) => {
          const { classes: drawn, support, query } = of[which](number)
          return JSON.stringify([drawn, identities(support), identities(query)])
        }
        const rule = make({ seed, ...settings })
        rule.train(episode + 1)
        expect(read(make({ seed, ...settings }), side, episode)).toBe(read(rule, side, episode))
      }),
    )
    const some = (seed: number, from: number) =>
      JSON.stringify([0, 1, 2, 3].map((i) => identities(make({ seed }).train(from + i).support)))
    expect(new Set([some(0, 0), some(0, 4), some(1, 0)]).size).toBe(3)
  })
  it('every class of a half comes about as often as the others', () => {
    const rule = make({ ways: 1, seed: 7 })
    const counts = new Map<number, number>()
    for (let i = 0; i < 700; i += 1)
      for (const label of rule.train(i).classes) counts.set(label, (counts.get(label) ?? 0) + 1)
    expect(counts.size).toBe(7)
    // 700 draws of probability 1/7: 100 ± 9.3; five deviations.
    for (const count of counts.values())
      expect(Math.abs(count - 100)).toBeLessThan(5 * Math.sqrt(700 * (1 / 7) * (6 / 7)))
  })
  it('without classes kept apart the second half of them is', () => {
    const { novel: _, ...plain } = data
    const rule = make({ ways: 6 }, plain as typeof data)
    expect([...rule.train(0).classes].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5])
    expect([...rule.test(0).classes].sort((a, b) => a - b)).toEqual([6, 7, 8, 9, 10, 11])
  })
  it('turned, there are four times as many classes to learn from, and as many to be judged by', () => {
    const square = { ...numberedSet({ train: 72, test: 24, rows: 2, columns: 2, classes }), novel: data.novel }
    const rule = make({ ways: 5, turns: true, shots: 1, queries: 1, seed: 3 }, square)
    const seen = (side: 'train' | 'test') =>
      new Set(Array.from({ length: 200 }, (_, i) => rule[side](i).classes).flat())
    expect(seen('train').size).toBe(4 * 7)
    expect([...seen('test')].sort((a, b) => a - b)).toEqual(data.novel)
  })
  it('says what it lacks', () => {
    expect(refused({ ways: 6 })).toContain('there must be at least 6 classes to be judged by')
    expect(refused({ shots: 5 })).toContain('must have at least 9 examples')
    expect(refused({ queries: 0 })).toContain('`queries` must be a whole number, at least 1')
    expect(refused({ seed: 0.5 })).toContain('`seed`')
    const toPredict = { ...data.train, copyTarget: () => undefined }
    expect(refused({}, { ...data, train: toPredict })).toContain('labelled examples')
  })
})

describe('quarterTurns', () => {
  const images = numbered({ count: 5, rows: 3, columns: 3, classes: 2 })
  const all = quarterTurns(images)
  const turnedBy = (turn: number, index: number) => inputOf(all, turn * 5 + index)
  it('law: each class of each turn is a class; the first turn is the image itself', () => {
    expect([all.count, all.classes]).toEqual([20, 8])
    for (let i = 0; i < 20; i += 1) expect(all.label(i)).toBe(Math.floor(i / 5) * 2 + ((i % 5) % 2))
    for (let i = 0; i < 5; i += 1) expect(turnedBy(0, i)).toEqual(inputOf(images, i))
  })
  it('law: turned counter-clockwise, the top right corner comes to the top left; half a turn is the image read backwards', () => {
    for (let i = 0; i < 5; i += 1) {
      const whole = inputOf(images, i)
      expect(turnedBy(1, i)).toEqual([2, 5, 8, 1, 4, 7, 0, 3, 6].map((p) => whole[p]))
      expect(turnedBy(2, i)).toEqual([...whole].reverse())
      expect(turnedBy(3, i)).toEqual([...turnedBy(1, i)].reverse())
    }
  })
})
