import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { near, same } from '../../src/laws/index.ts'
import { finetune, mas } from '../../src/methods/index.ts'
import { moved, sensitivityAt, slopeAt } from './least-squares.ts'
import { line, played, thetaAfter } from './played.ts'
import { points, regressions, vectors } from './points.ts'

const cases = fc.tuple(regressions(3), regressions(3, 1, 1), vectors(2))

describe('mas', () => {
  it('law: strength 0 is finetuning, to the bit, through tasks', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([first, second, theta]) => {
        const happenings = [
          ['batch', first],
          ['end', first],
          ['batch', second],
        ] as const
        const free = await thetaAfter(mas, happenings, { theta, set: { strength: 0, rate: 0.125 } })
        expect(same(free, await thetaAfter(finetune, happenings, { theta, set: { rate: 0.125 } }))).toBe(true)
      }),
    ))
  it('by hand: importance is (1/N) Σ |2 f(x) x|, summed over tasks; the pull is 2λΩ(θ − θ*)', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([first, second, theta]) => {
        const set = { strength: 0.25, rate: 0.125, samples: 3 }
        const happenings = [
          ['end', first],
          ['batch', second],
          ['batch', second],
          ['end', second],
        ] as const
        const states = await played(mas, happenings, { theta, set })
        const importance = sensitivityAt(first, theta)
        expect(near(states[1]!.slots.importance!, importance, 64, 16)).toBe(true)
        const then = moved(theta, slopeAt(second, theta), 0.125)
        const pull = then.map((t, i) => 2 * 0.25 * importance[i]! * (t - theta[i]!))
        const slope = slopeAt(second, then)
        const last = moved(
          then,
          slope.map((s, i) => s + pull[i]!),
          0.125,
        )
        expect(near(states[3]!.slots.theta!, last, 2 ** 9, 16)).toBe(true)
        const both = sensitivityAt(second, last).map((s, i) => s + importance[i]!)
        expect(near(states[4]!.slots.importance!, both, 2 ** 10, 64)).toBe(true)
      }),
    ))
  it('law: no label is looked at', () =>
    fc.assert(
      fc.asyncProperty(regressions(4), regressions(4), vectors(2), async (data, other, theta) => {
        const of = async (targets: Float32Array) =>
          (await played(mas, [['end', { ...data, targets }]], { theta, set: { samples: 4 } })).at(-1)!.slots.importance!
        expect(same(await of(data.targets), await of(other.targets))).toBe(true)
      }),
    ))
  it('law: a parameter that the output ignores has importance 0, others not', async () => {
    // The second input is always 0; the third is not.
    const data = points(
      [
        [1, 0, 2],
        [3, 0, -1],
      ],
      [[1], [2]],
    )
    const between = { ...line.between, inputShape: [3] }
    const states = await played(mas, [['end', data]], { between, theta: [1, 1, 1, 1], set: { samples: 2 } })
    const importance = states.at(-1)!.slots.importance!
    expect(importance[1]).toBe(0)
    expect([0, 2, 3].every((i) => importance[i]! > 0)).toBe(true)
  })
  it('law: taken a batch at once it is |the mean|: never more than sample by sample, and the same for batches of one', () =>
    fc.assert(
      fc.asyncProperty(regressions(5), vectors(2), fc.integer({ min: 1, max: 6 }), async (data, theta, together) => {
        const of = async (set: Readonly<Record<string, number | string>>) =>
          (await played(mas, [['end', data]], { theta, set: { samples: 5, ...set } })).at(-1)!.slots.importance!
        const apart = await of({})
        const whole = await of({ sensitivity: 'batch', together })
        expect(whole.every((x, i) => x <= apart[i]! + 1e-12)).toBe(true)
        expect(near(await of({ sensitivity: 'batch', together: 1 }), apart, 32)).toBe(true)
      }),
    ))
  it('by hand: batches of two of three samples, the last one smaller', async () => {
    const data = points([[1], [-1], [2]], [[0], [0], [0]])
    const set = { samples: 3, sensitivity: 'batch', together: 2 }
    const states = await played(mas, [['end', data]], { theta: [1, 0], set })
    // f = x at w = 1, b = 0: ∂f²/∂w = 2x², ∂f²/∂b = 2x. Parts {1, −1} and {2} weigh 2 and 1.
    expect(near(states.at(-1)!.slots.importance!, [(2 * 2 + 8) / 3, (2 * 0 + 4) / 3], 16)).toBe(true)
  })
})
