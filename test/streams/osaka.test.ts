import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { subset } from '../../src/data/index.ts'
import { type Fault, render } from '../../src/fault.ts'
import { type Osaka, type OsakaSettings, osaka } from '../../src/streams/osaka.ts'
import { identities, numberedSet } from '../data/numbered.ts'

const letters = { ...numberedSet({ train: 72, test: 48, rows: 2, columns: 2, classes: 12 }), novel: [0, 1, 2, 3] }
const digits = numberedSet({ train: 48, test: 12, rows: 2, columns: 2, classes: 6 })
const usual = { stay: 0.9, steps: 40, ways: 4, shots: 2, shares: [0.75, 0.25], seed: 0 }
const make = (settings: Partial<OsakaSettings> = {}): Osaka =>
  E.getOrElseW((why: Fault) => expect.fail(render(why)))(osaka([letters, digits], { ...usual, ...settings }))
const refused = (settings: Partial<OsakaSettings>): string =>
  E.match(render, () => 'made')(osaka([letters, digits], { ...usual, ...settings }))
const stepOf = ({ examples, batch }: Osaka, step: number) =>
  subset(
    examples,
    Array.from({ length: batch }, (_, i) => step * batch + i),
  )
const switches = ({ tasks }: Osaka): number => tasks.filter((task, step) => step > 0 && task !== tasks[step - 1]).length

describe('osaka', () => {
  it('law: a step has its shots of each class of its task, labelled by their places, and no example twice', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(39), (seed, step) => {
        const stream = make({ seed })
        const { source, classes } = stream.tasks[step]!
        const batch = stepOf(stream, step)
        const labels = Array.from({ length: batch.count }, (_, i) => batch.label(i))
        expect(labels).toEqual([0, 0, 1, 1, 2, 2, 3, 3])
        const seen = identities(batch)
        expect(new Set(seen).size).toBe(8)
        const known = source === 0 ? (id: number) => (id % 12) - 4 : (id: number) => id % 6
        expect(seen.map(known)).toEqual(labels.map((way) => classes[way]))
      }),
    )
  })
  it('law: tasks switch with probability 1 − p, sources come by their shares', () => {
    const steps = 4000
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(0, 0.5, 0.9, 0.98), (seed, stay) => {
        const stream = make({ seed, stay, steps })
        const count = switches(stream)
        const n = steps - 1
        // Five deviations of the binomial: one in 1.7 million.
        expect(Math.abs(count - n * (1 - stay))).toBeLessThanOrEqual(5 * Math.sqrt(n * stay * (1 - stay)))
        const drawn = stream.tasks.filter((task, step) => step === 0 || task !== stream.tasks[step - 1])
        const first = drawn.filter(({ source }) => source === 0).length
        expect(Math.abs(first - 0.75 * drawn.length)).toBeLessThanOrEqual(5 * Math.sqrt(drawn.length * 0.75 * 0.25) + 1)
      }),
      { numRuns: 8 },
    )
  })
  it('with p = 1 there is one task, with p = 0 a new one each step', () => {
    expect(switches(make({ stay: 1 }))).toBe(0)
    expect(switches(make({ stay: 0 }))).toBe(39)
  })
  it('law: a step depends on the seed and its number, not on the length, nor on what was read before', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(20), (seed, step) => {
        const long = make({ seed })
        identities(stepOf(long, 39 - step))
        expect(identities(stepOf(long, step))).toEqual(identities(stepOf(make({ seed, steps: 21 }), step)))
      }),
    )
    const tasks = (seed: number) => JSON.stringify(make({ seed }).tasks)
    expect(tasks(1)).not.toBe(tasks(2))
  })
  it('shows none of the classes that are kept for exams', () => {
    const stream = make({ shares: [1, 0], steps: 100, stay: 0 })
    expect(identities(stream.examples).some((id) => id % 12 < 4)).toBe(false)
  })
  it('says what it lacks', () => {
    expect(refused({ stay: 1.1 })).toContain('`stay` must be a probability')
    expect(refused({ shares: [0.5, 0.4] })).toContain('`shares` must be 2 probabilities')
    expect(refused({ ways: 7 })).toContain('at least 7 classes')
    expect(refused({ shots: 11 })).toContain('at least 11 examples')
    expect(E.isLeft(osaka([], usual))).toBe(true)
    const other = numberedSet({ train: 60, test: 10, rows: 3, columns: 2, classes: 6 })
    expect(E.match(render, () => 'made')(osaka([letters, other], usual))).toContain('inputs of 2 × 2')
  })
})
