import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { near, same } from '../../src/laws/index.ts'
import { er, erBalanced, finetune, joint } from '../../src/methods/index.ts'
import { moved, slopeAt } from './least-squares.ts'
import { thetaAfter } from './played.ts'
import { regressions, vectors } from './points.ts'

const cases = fc.tuple(regressions(1), regressions(3), vectors(2))

/** Replay of a few examples at one glance. */
const few = { rate: 0.125, memory: 50, replay: 10, glances: 1, drawing: 'with' }

describe('er', () => {
  it('law: without a memory it is finetuning, to the bit', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([first, second, theta]) => {
        const happenings = [
          ['batch', first],
          ['batch', second],
        ] as const
        const none = await thetaAfter(er, happenings, { theta, set: { ...few, memory: 0 } })
        expect(same(none, await thetaAfter(finetune, happenings, { theta, set: { rate: 0.125 } }))).toBe(true)
      }),
    ))
  it('law: while the memory is empty the first batch is finetuned', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([first, , theta]) => {
        const got = await thetaAfter(er, [['batch', first]], { theta, set: few })
        expect(near(got, moved(theta, slopeAt(first, theta), 0.125), 32)).toBe(true)
      }),
    ))
  it('law: k draws from a memory of one example weigh k in the mean', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([first, second, theta]) => {
        const got = await thetaAfter(
          er,
          [
            ['batch', first],
            ['batch', second],
          ],
          { theta, set: { ...few, replay: 2 } },
        )
        const once = moved(theta, slopeAt(first, theta), 0.125)
        const old = slopeAt(first, once)
        const mixed = slopeAt(second, once).map((g, i) => (3 * g + 2 * old[i]!) / 5)
        expect(near(got, moved(once, mixed, 0.125), 64, 8)).toBe(true)
      }),
    ))
  it('law: draws without replacement are no more than are held', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([first, second, theta]) => {
        const set = { ...few, replay: 2, drawing: 'without' }
        const got = await thetaAfter(
          er,
          [
            ['batch', first],
            ['batch', second],
          ],
          { theta, set },
        )
        const once = moved(theta, slopeAt(first, theta), 0.125)
        const old = slopeAt(first, once)
        const mixed = slopeAt(second, once).map((g, i) => (3 * g + old[i]!) / 4)
        expect(near(got, moved(once, mixed, 0.125), 64, 8)).toBe(true)
      }),
    ))
  it('control: a memory of one example does change the second batch', async () => {
    const [[first, second]] = fc.sample(
      cases.filter(([a, b]) => slopeAt(a, [1, 1])[1] !== slopeAt(b, [1, 1])[1]),
      1,
    ) as never as [[Parameters<typeof slopeAt>[0], Parameters<typeof slopeAt>[0]]]
    const happenings = [
      ['batch', first],
      ['batch', second],
    ] as const
    const got = await thetaAfter(er, happenings, { theta: [1, 1], set: few })
    expect(same(got, await thetaAfter(finetune, happenings, { theta: [1, 1], set: { rate: 0.125 } }))).toBe(false)
  })
})

describe('erBalanced', () => {
  const set = { rate: 0.125, memory: 50, replay: 2, glances: 1, drawing: 'with' }
  const happenings = ([first, second]: readonly [
    Parameters<typeof slopeAt>[0],
    Parameters<typeof slopeAt>[0],
    ...unknown[],
  ]) =>
    [
      ['batch', first],
      ['batch', second],
    ] as const
  it('law: without a memory it is finetuning, and with one that has not filled it is er, to the bit', () =>
    fc.assert(
      fc.asyncProperty(cases, async (all) => {
        const theta = all[2]
        const none = await thetaAfter(erBalanced, happenings(all), { theta, set: { ...set, memory: 0 } })
        expect(same(none, await thetaAfter(finetune, happenings(all), { theta, set: { rate: 0.125 } }))).toBe(true)
        const open = await thetaAfter(erBalanced, happenings(all), { theta, set })
        expect(same(open, await thetaAfter(er, happenings(all), { theta, set }))).toBe(true)
      }),
      { numRuns: 30 },
    ))
})

describe('joint', () => {
  it('law: without replay and with one glance it is finetuning, to the bit', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([first, second, theta]) => {
        const happenings = [
          ['batch', first],
          ['batch', second],
        ] as const
        const alone = await thetaAfter(joint, happenings, { theta, set: { replay: 0, glances: 1, rate: 0.125 } })
        expect(same(alone, await thetaAfter(finetune, happenings, { theta, set: { rate: 0.125 } }))).toBe(true)
      }),
    ))
  it('law: it is replay from a memory that never fills', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([first, second, theta]) => {
        const happenings = [
          ['batch', first],
          ['batch', second],
          ['batch', first],
        ] as const
        const set = { rate: 0.125, replay: 3, glances: 2 }
        const all = await thetaAfter(joint, happenings, { theta, set })
        expect(same(all, await thetaAfter(er, happenings, { theta, set: { ...set, memory: 1000 } }))).toBe(true)
      }),
    ))
})
