import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { halfSpaceProjection } from '../../src/dsl/index.ts'
import { inner, meaning, minus, near, numbersOf, params, plus, same, smallLayout } from '../../src/laws/index.ts'
import { agem, finetune, gem } from '../../src/methods/index.ts'
import { moved, slopeAt } from './least-squares.ts'
import { thetaAfter } from './played.ts'
import { regressions, rowsOf, vectors } from './points.ts'

const cases = fc.tuple(regressions(3), regressions(3, 1, 1), vectors(2))
const set = { rate: 0.125, memory: 3 }

describe('agem', () => {
  it('law: in the first task, and without a memory, it is finetuning, to the bit', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([first, second, theta]) => {
        const one = [
          ['batch', first],
          ['batch', { ...second, task: 0 }],
        ] as const
        const plain = { theta, set: { rate: 0.125 } }
        expect(same(await thetaAfter(agem, one, { theta, set }), await thetaAfter(finetune, one, plain))).toBe(true)
        const two = [
          ['batch', first],
          ['batch', second],
        ] as const
        const none = await thetaAfter(agem, two, { theta, set: { ...set, memory: 0 } })
        expect(same(none, await thetaAfter(finetune, two, plain))).toBe(true)
      }),
    ))
  it('by hand: g where it agrees with the past task’s gradient r, else g − (gᵀr / rᵀr) r', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([first, second, theta]) => {
        const got = await thetaAfter(
          agem,
          [
            ['batch', first],
            ['batch', second],
          ],
          { theta, set },
        )
        const then = moved(theta, slopeAt(first, theta), 0.125)
        const g = slopeAt(second, then)
        const r = slopeAt(first, then)
        const direction = inner(g, r) < 0 ? plus(g, r, -inner(g, r) / inner(r, r)) : g
        expect(near(got, moved(then, direction, 0.125), 2 ** 12, 16)).toBe(true)
      }),
    ))
  it('law: it is GEM with one constraint', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([first, second, theta]) => {
        const happenings = [
          ['batch', first],
          ['batch', second],
          ['batch', second],
        ] as const
        const one = await thetaAfter(agem, happenings, { theta, set })
        const other = await thetaAfter(gem, happenings, { theta, set: { ...set, margin: 0 } })
        expect(near(one, other, 2 ** 20, 16)).toBe(true)
      }),
    ))
  it('control: it is not GEM with two constraints', async () => {
    const [found] = fc.sample(
      fc.tuple(regressions(2), regressions(2, 1, 1), regressions(2, 1, 2)).filter(([a, b, c]) => {
        const [p, q, g] = [slopeAt(a, [1, 1]), slopeAt(b, [1, 1]), slopeAt(c, [1, 1])]
        return inner(p, g) < -1 && inner(q, g) > 1 && inner(plus(p, q), g) < -1
      }),
      1,
    )
    const [a, b, c] = found!
    // The first two batches are seen at rate 10⁻⁹, so that θ stays where the filter looked.
    const happenings = [
      ['batch', a],
      ['batch', b],
      ['batch', c],
    ] as const
    const at = { theta: [1, 1], set: { ...set, memory: 2, rate: 1e-9 } }
    const before = { theta: [1, 1], set: { ...at.set } }
    const step = async (of: typeof agem, more: object) =>
      minus(
        await thetaAfter(of, happenings, { ...at, set: { ...at.set, ...more } }),
        await thetaAfter(of, happenings.slice(0, 2), before),
      ).map((d) => d * 1e9)
    expect(near(await step(agem, {}), await step(gem, { margin: 0 }), 2 ** 36)).toBe(false)
  })
  it('law: a sample smaller than what is held draws different examples', async () => {
    const [data] = fc.sample(regressions(4), 1)
    const first = rowsOf(data!, 0, 1, 2)
    const second = { ...rowsOf(data!, 3), task: 1 }
    const some = { theta: [1, 0], set: { ...set, sample: 3 } }
    const all = await thetaAfter(
      agem,
      [
        ['batch', first],
        ['batch', second],
      ],
      some,
    )
    const most = await thetaAfter(
      agem,
      [
        ['batch', first],
        ['batch', second],
      ],
      { ...some, set: { ...set, sample: 300 } },
    )
    expect(near(all, most, 2 ** 8, 8)).toBe(true)
  })
})

describe('halfSpaceProjection', () => {
  const given = { g: params(), r: params() }
  const run = meaning(given, ({ g, r }) => ({
    once: halfSpaceProjection(r)(g),
    twice: halfSpaceProjection(r)(halfSpaceProjection(r)(g)),
  }))
  it('law: g where gᵀr ≥ 0, to the bit; else orthogonal to r and no further from g than any point allowed', () =>
    fc.assert(
      fc.asyncProperty(numbersOf(given, smallLayout), numbersOf(given, smallLayout), async (n, other) => {
        const { once, twice } = await run(n)
        const size = Math.sqrt(inner(n.g, n.g) * inner(n.r, n.r))
        if (inner(n.g, n.r) >= 0) expect(same(once, n.g)).toBe(true)
        else expect(Math.abs(inner(once, n.r))).toBeLessThanOrEqual(64 * Number.EPSILON * size)
        expect(near(twice, once, 64, 8)).toBe(true)
        const away = minus(once, n.g)
        const rival = minus(other.g, n.g)
        if (inner(other.g, n.r) >= 0) expect(inner(away, away)).toBeLessThanOrEqual(inner(rival, rival) + 1e-9)
      }),
    ))
  it('law: a reference of 0 leaves g alone', async () => {
    const zero = [0, 0, 0, 0, 0, 0]
    expect((await run({ g: [1, 2, 3, 4, 5, 6], r: zero })).once).toEqual([1, 2, 3, 4, 5, 6])
  })
})
