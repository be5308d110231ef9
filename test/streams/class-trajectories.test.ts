import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { Examples } from '../../src/data/index.ts'
import { type Fault, render } from '../../src/fault.ts'
import {
  type ClassTrajectories,
  type TrajectorySettings,
  trajectoriesOf,
} from '../../src/streams/class-trajectories.ts'
import { identities, numberedSet } from '../data/numbered.ts'

const classes = 10
/** Ten examples a class. */
const data = { ...numberedSet({ train: 80, test: 20, rows: 2, columns: 2, classes }), novel: [1, 2, 5, 8] }
const usual = { steps: 4, fellows: 3, others: 5, classes: 4, seed: 0 }
const make = (settings: Partial<TrajectorySettings> = {}): ClassTrajectories =>
  E.getOrElseW((why: Fault) => expect.fail(render(why)))(trajectoriesOf(data, { ...usual, ...settings }))
const refused = (settings: Partial<TrajectorySettings>): string =>
  E.match(render, () => 'made')(trajectoriesOf(data, { ...usual, ...settings }))
const labelsOf = (examples: Examples) => Array.from({ length: examples.count }, (_, i) => examples.label(i))
const base = [0, 3, 4, 6, 7, 9]

describe('trajectoriesOf', () => {
  it('law: a class to learn from is shown in so many of its examples, and judged by those that follow and by any', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(500), fc.integer({ min: 1, max: 10 }), (seed, episode, steps) => {
        const { label, support, query } = make({
          seed,
          steps: Math.min(steps, 9),
          fellows: 10 - Math.min(steps, 9),
        }).train(episode)
        const place = base.indexOf(label)
        const shown = identities(support)
        const others = identities(query).slice(0, 5)
        const fellows = identities(query).slice(5)
        expect(new Set(labelsOf(support))).toEqual(new Set([place]))
        expect(new Set([...shown, ...fellows]).size).toBe(10)
        expect([...shown, ...fellows].every((id) => id % classes === label)).toBe(true)
        expect(labelsOf(query)).toEqual([
          ...others.map((id) => base.indexOf(id % classes)),
          ...fellows.map(() => place),
        ])
      }),
    )
  })
  it('fellows of a whole class are its examples again, from the first', () => {
    const { support, query } = make({ steps: 9, fellows: 10, others: 0 }).train(2)
    expect(identities(query).slice(1)).toEqual(identities(support))
  })
  it('law: an exam has each novel class once, labelled as it comes, and no example on both sides', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(500), (seed, number) => {
        const lessons = make({ seed }).exam(number)
        expect(lessons.map(({ label }) => label).sort()).toEqual(data.novel)
        for (const [place, { label, support, query }] of lessons.entries()) {
          expect([support.count, query.count]).toEqual([4, 6])
          expect(new Set([...labelsOf(support), ...labelsOf(query)])).toEqual(new Set([place]))
          const all = [...identities(support), ...identities(query)]
          expect(new Set(all).size).toBe(10)
          expect(all.every((id) => id % classes === label)).toBe(true)
        }
      }),
    )
  })
  it('law: the seed and the number tell all; labels are of as many outputs as there are', () => {
    const read = (of: ClassTrajectories, number: number) =>
      JSON.stringify([identities(of.train(number).query), of.exam(number).map(({ support }) => identities(support))])
    fc.assert(
      fc.property(fc.integer(), fc.nat(500), (seed, number) => {
        expect(read(make({ seed }), number)).toBe(read(make({ seed }), number))
      }),
      { numRuns: 20 },
    )
    expect(new Set([read(make(), 0), read(make(), 1), read(make({ seed: 1 }), 0)]).size).toBe(3)
    expect(make().outputs).toBe(classes)
    expect(make().train(0).support.classes).toBe(classes)
  })
  it('says what it lacks', () => {
    expect(refused({ classes: 5 })).toContain('there must be at least 5 classes to be judged by')
    expect(refused({ steps: 10 })).toContain('each class to be judged by must have more than 10 examples')
    expect(refused({ steps: 11 })).toContain('each class to learn from must have at least 11 examples')
    expect(refused({ fellows: 0, others: 0 })).toContain('at least 1 together')
  })
})
