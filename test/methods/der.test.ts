import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { near, same } from '../../src/laws/index.ts'
import { der, derpp, finetune } from '../../src/methods/index.ts'
import { moved, slopeAt } from './least-squares.ts'
import { thetaAfter } from './played.ts'
import { points, regressions, vectors } from './points.ts'

const cases = fc.tuple(regressions(1), regressions(3), vectors(2))
const rate = 0.125
const few = { rate, memory: 50, replay: 4, glances: 1 }

type Points = ReturnType<typeof points>

const twice = ([first, second]: readonly [Points, Points]) =>
  [
    ['batch', first],
    ['batch', second],
  ] as const

/** What a line with these parameters gives for the one input of a batch. */
const given = ({ inputs }: Points, [w, b]: readonly number[]): number => w! * inputs[0]! + b!

/** ∇(f(x; θ) − z)² for one example of which z was kept. */
const darkSlope = (of: Points, at: readonly number[], kept: number): readonly number[] => {
  const apart = given(of, at) - kept
  return [2 * apart * of.inputs[0]!, 2 * apart]
}

const sum = (...all: readonly (readonly number[])[]): readonly number[] =>
  all[0]!.map((_, i) => all.reduce((so, one) => so + one[i]!, 0))
const times = (by: number, of: readonly number[]): readonly number[] => of.map((x) => by * x)

describe('der', () => {
  it('law: with α = 0, or without a memory, it is plain descent', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([first, second, theta]) => {
        const plain = await thetaAfter(finetune, twice([first, second]), { theta, set: { rate } })
        const free = await thetaAfter(der, twice([first, second]), { theta, set: { ...few, alpha: 0 } })
        const none = await thetaAfter(der, twice([first, second]), { theta, set: { ...few, memory: 0, alpha: 2 } })
        expect(near(free, plain, 16, 8) && same(none, plain)).toBe(true)
      }),
      { numRuns: 40 },
    ))
  it('law: it is held to what the network gave before the step in which an example was met', () =>
    fc.assert(
      fc.asyncProperty(cases, fc.integer({ min: 1, max: 8 }), async ([first, second, theta], alpha) => {
        const got = await thetaAfter(der, twice([first, second]), { theta, set: { ...few, alpha } })
        const once = moved(theta, slopeAt(first, theta), rate)
        const held = times(alpha, darkSlope(first, once, given(first, theta)))
        expect(near(got, moved(once, sum(slopeAt(second, once), held), rate), 128, 64)).toBe(true)
      }),
      { numRuns: 40 },
    ))
  it('control: it is not held to what the network gave after that step', async () => {
    const [first, second, theta] = [points([[1]], [[2]]), points([[0.5]], [[1]]), [0.25, 0.5]]
    const got = await thetaAfter(der, twice([first, second]), { theta, set: { ...few, alpha: 1 } })
    const once = moved(theta, slopeAt(first, theta), rate)
    expect(near(got, moved(once, slopeAt(second, once), rate), 128, 64)).toBe(false)
  })
  it('law: a second look at a batch meets it again', () =>
    fc.assert(
      fc.asyncProperty(regressions(1), vectors(2), async (one, theta) => {
        const twoLooks = await thetaAfter(der, [['batch', one]], { theta, set: { ...few, alpha: 1, glances: 2 } })
        const two = await thetaAfter(der, twice([one, one]), { theta, set: { ...few, alpha: 1 } })
        expect(near(twoLooks, two, 64, 8)).toBe(true)
      }),
      { numRuns: 30 },
    ))
})

describe('derpp', () => {
  it('law: with α = 0 and β = 1 it descends the loss of the batch and that of the memory, added', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([first, second, theta]) => {
        const got = await thetaAfter(derpp, twice([first, second]), { theta, set: { ...few, alpha: 0, beta: 1 } })
        const once = moved(theta, slopeAt(first, theta), rate)
        expect(near(got, moved(once, sum(slopeAt(second, once), slopeAt(first, once)), rate), 128, 16)).toBe(true)
      }),
      { numRuns: 40 },
    ))
  it('law: with β = 0 it is der', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([first, second, theta]) => {
        const set = { ...few, alpha: 1 }
        const plain = await thetaAfter(der, twice([first, second]), { theta, set })
        expect(
          near(await thetaAfter(derpp, twice([first, second]), { theta, set: { ...set, beta: 0 } }), plain, 64, 16),
        ).toBe(true)
      }),
      { numRuns: 40 },
    ))
})
