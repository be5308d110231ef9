import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { near, same } from '../../src/laws/index.ts'
import { finetune, si } from '../../src/methods/index.ts'
import { heightAt, moved, slopeAt } from './least-squares.ts'
import { played, thetaAfter } from './played.ts'
import { points, regressions, vectors } from './points.ts'

const cases = fc.tuple(regressions(3), regressions(3, 1, 1), vectors(2))
const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0)

describe('si', () => {
  it('law: strength 0 is finetuning, to the bit, through tasks', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([first, second, theta]) => {
        const happenings = [
          ['batch', first],
          ['end', first],
          ['batch', second],
          ['batch', second],
        ] as const
        const free = await thetaAfter(si, happenings, { theta, set: { strength: 0, rate: 0.125 } })
        expect(same(free, await thetaAfter(finetune, happenings, { theta, set: { rate: 0.125 } }))).toBe(true)
      }),
    ))
  it('law: ω sums up to what the loss fell by, up to half of Δᵀ H Δ a step', () =>
    fc.assert(
      fc.asyncProperty(regressions(3), vectors(2), fc.integer({ min: 1, max: 6 }), async (batch, theta, halvings) => {
        const rate = 0.125 / 2 ** halvings
        const happenings = Array.from({ length: 6 }, () => ['batch', batch] as const)
        const states = await played(si, happenings, { theta, set: { rate } })
        const path = sum(states.at(-1)!.slots.path!)
        const fell = heightAt(batch, theta) - heightAt(batch, states.at(-1)!.slots.theta!)
        // ½ ΔᵀHΔ of a step is what a parabola through it adds: L(θ′) − L(θ) − gᵀΔ.
        const bent = states.slice(1).map(({ slots }, i) => {
          const from = states[i]!.slots.theta!
          const slope = slopeAt(batch, from)
          const linear = sum(slope.map((g, j) => g * (slots.theta![j]! - from[j]!)))
          return heightAt(batch, slots.theta!) - heightAt(batch, from) - linear
        })
        expect(near([path - fell], [sum(bent)], 2 ** 10, heightAt(batch, theta))).toBe(true)
        expect(sum(bent)).toBeLessThanOrEqual(rate * 8 * Math.max(fell, 1e-12))
      }),
    ))
  it('by hand: importance after a task, the pull in the next one, and ω that does not see the pull', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([first, second, theta]) => {
        const set = { rate: 0.125, strength: 0.5, damping: 0.25 }
        // A task that ends at once puts the first anchor at θ.
        const happenings = [
          ['end', first],
          ['batch', first],
          ['end', first],
          ['batch', second],
          ['batch', second],
        ] as const
        const states = (await played(si, happenings, { theta, set })).slice(1)
        const g = slopeAt(first, theta)
        const anchor = moved(theta, g, 0.125)
        const importance = g.map((gi, i) => (0.125 * gi * gi) / ((anchor[i]! - theta[i]!) ** 2 + 0.25))
        expect(near(states[2]!.slots.importance!, importance, 2 ** 8, 8)).toBe(true)
        expect(states[2]!.slots.path).toEqual([0, 0])
        expect(same(states[2]!.slots.anchor!, states[1]!.slots.theta!)).toBe(true)
        const free = slopeAt(second, anchor)
        const then = moved(anchor, free, 0.125)
        const pull = then.map((t, i) => 2 * 0.5 * importance[i]! * (t - anchor[i]!))
        const slope = slopeAt(second, then)
        const last = moved(
          then,
          slope.map((s, i) => s + pull[i]!),
          0.125,
        )
        expect(near(states[4]!.slots.theta!, last, 2 ** 10, 16)).toBe(true)
        const path = free.map((f, i) => 0.125 * f * f - slope[i]! * (last[i]! - then[i]!))
        expect(near(states[4]!.slots.path!, path, 2 ** 10, 16)).toBe(true)
      }),
    ))
  it('control: importance can be negative as printed, and never is with relu', async () => {
    // Momentum carries both parameters up by 0.05 while the gradient of the second task, 3.5, points down.
    const up = points([[1]], [[4]])
    const down = points([[1]], [[0.5]], 1)
    const happenings = [
      ['end', up],
      ['batch', up],
      ['end', up],
      ['batch', down],
      ['end', down],
    ] as const
    const set = { optimiser: 'momentum', rate: 0.5, strength: 0, damping: 0.001 }
    const signed = (await played(si, happenings, { theta: [0, 0], set })).at(-1)!.slots.importance!
    const cut = (await played(si, happenings, { theta: [0, 0], set: { ...set, importance: 'relu' } })).at(-1)!
    expect(signed.some((x) => x < 0)).toBe(true)
    expect(
      same(
        cut.slots.importance!,
        signed.map((x) => Math.max(x, 0)),
      ),
    ).toBe(true)
  })
})
