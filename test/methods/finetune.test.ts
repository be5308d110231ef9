import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  adamStep,
  dot,
  grad,
  gradientStep,
  like,
  literal,
  momentumStep,
  multiply,
  type Params,
  schedule,
} from '../../src/dsl/index.ts'
import { meaning, near, numbersOf, params, same, scalar, smallLayout } from '../../src/laws/index.ts'
import { finetune } from '../../src/methods/index.ts'
import { moved, slopeAt } from './least-squares.ts'
import { played, thetaAfter } from './played.ts'
import { regressions, vectors } from './points.ts'

const cases = fc.tuple(regressions(4), regressions(4), vectors(2))

describe('finetune', () => {
  it('law: each batch takes θ − α∇L of that batch', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([first, second, theta]) => {
        const got = await thetaAfter(
          finetune,
          [
            ['batch', first],
            ['batch', second],
          ],
          { theta, set: { rate: 0.125 } },
        )
        const once = moved(theta, slopeAt(first, theta), 0.125)
        expect(near(got, moved(once, slopeAt(second, once), 0.125), 64)).toBe(true)
      }),
    ))
  it('law: momentum with decay 0 is plain descent, to the bit', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([first, second, theta]) => {
        const happenings = [
          ['batch', first],
          ['batch', second],
        ] as const
        const plain = await thetaAfter(finetune, happenings, { theta })
        const still = await thetaAfter(finetune, happenings, { theta, set: { optimiser: 'momentum', momentum: 0 } })
        expect(same(plain, still)).toBe(true)
      }),
    ))
  it('control: momentum is not plain descent from the second batch on', async () => {
    const [first] = fc.sample(
      regressions(4).filter((b) => slopeAt(b, [1, 1])[0] !== 0),
      1,
    )
    const happenings = [
      ['batch', first!],
      ['batch', first!],
    ] as const
    const theta = [1, 1]
    const plain = await played(finetune, happenings, { theta })
    const heavy = await played(finetune, happenings, { theta, set: { optimiser: 'momentum' } })
    expect(same(plain[1]!.slots.theta!, heavy[1]!.slots.theta!)).toBe(true)
    expect(same(plain[2]!.slots.theta!, heavy[2]!.slots.theta!)).toBe(false)
  })
  it('law: Adam is its recurrence, written out', () =>
    fc.assert(
      fc.asyncProperty(fc.array(regressions(3), { minLength: 1, maxLength: 4 }), vectors(2), async (batches, theta) => {
        const got = await thetaAfter(
          finetune,
          batches.map((b) => ['batch', b] as const),
          { theta, set: { optimiser: 'adam', rate: 0.125, epsilon: 0.0625 } },
        )
        const start = { theta, m: [0, 0], v: [0, 0] }
        const want = batches.reduce((so, batch, i) => {
          const g = slopeAt(batch, so.theta)
          const m = so.m.map((old, j) => 0.9 * old + 0.1 * g[j]!)
          const v = so.v.map((old, j) => 0.999 * old + 0.001 * g[j]! ** 2)
          const step = m.map(
            (mj, j) => mj / (1 - 0.9 ** (i + 1)) / (Math.sqrt(v[j]! / (1 - 0.999 ** (i + 1))) + 0.0625),
          )
          return { theta: moved(so.theta, step, 0.125), m, v }
        }, start)
        // 1 − 0.999ᵗ keeps three digits less than 0.999ᵗ has.
        expect(near(got, want.theta, 2 ** 20, 1)).toBe(true)
      }),
    ))
  it('law: a schedule that is constant changes nothing; one that has come to rate 0 stops', async () => {
    const [batch] = fc.sample(regressions(4), 1)
    const happenings = [
      ['batch', batch!],
      ['batch', batch!],
      ['batch', batch!],
    ] as const
    const theta = [0.5, -1]
    const plain = await played(finetune, happenings, { theta })
    const constant = await played(finetune, happenings, { theta, set: { schedule: 'constant', over: 1 } })
    expect(constant.map((s) => s.slots)).toEqual(plain.map((s) => s.slots))
    const stopped = await played(finetune, happenings, { theta, set: { schedule: 'cosine', over: 1 } })
    expect(same(stopped[1]!.slots.theta!, plain[1]!.slots.theta!)).toBe(true)
    expect(near(stopped[3]!.slots.theta!, stopped[1]!.slots.theta!, 8)).toBe(true)
  })
  it('keeps the slots of its optimiser and no others', async () => {
    const slotsOf = async (set: Readonly<Record<string, string>>) =>
      Object.keys((await played(finetune, [], { set }))[0]!.slots)
    expect(await slotsOf({})).toEqual(['theta'])
    expect(await slotsOf({ optimiser: 'momentum' })).toEqual(['theta', 'm'])
    expect(await slotsOf({ optimiser: 'adam' })).toEqual(['theta', 'm', 'v', 'count'])
    expect(await slotsOf({ schedule: 'linear' })).toEqual(['theta', 'batches'])
  })
})

const bowl = (p: Params) => multiply(0.5, dot(p, p))

describe('adamStep', () => {
  const first = (epsilonRoot: number) => (theta: Params) =>
    adamStep({ loss: bowl, rate: 0.25, epsilonRoot })({
      theta,
      m: like(theta, 0),
      v: like(theta, 0),
      count: literal(0),
    }).theta
  it('law: the first step is −α g / (|g| + ε)', async () => {
    const run = meaning({ at: params() }, ({ at }) => first(0)(at))
    await fc.assert(
      fc.asyncProperty(numbersOf({ at: params() }, smallLayout), async ({ at }) => {
        expect(
          near(
            await run({ at }),
            at.map((g) => g - (0.25 * g) / (Math.abs(g) + 1e-8)),
            2 ** 14,
            1,
          ),
        ).toBe(true)
      }),
    )
  })
  it('law: its derivative is finite where the gradient is 0, with and without an ε inside the root', async () => {
    for (const epsilonRoot of [0, 1e-8]) {
      const run = meaning({ at: params() }, ({ at }) => grad((p: Params) => dot(first(epsilonRoot)(p), p))(at))
      expect((await run({ at: [0, 0, 0, 0, 1, 0] })).every(Number.isFinite)).toBe(true)
    }
  })
})

describe('momentumStep', () => {
  it('law: decay 0 is a gradient step', async () => {
    const run = meaning({ at: params(), m: params() }, ({ at, m }) => ({
      heavy: momentumStep({ loss: bowl, rate: 0.25, decay: 0 })({ theta: at, m }).theta,
      plain: gradientStep({ loss: bowl, rate: 0.25 })(at),
    }))
    await fc.assert(
      fc.asyncProperty(numbersOf({ at: params(), m: params() }, smallLayout), async (n) => {
        const { heavy, plain } = await run(n)
        expect(same(heavy, plain)).toBe(true)
      }),
    )
  })
})

describe('schedule', () => {
  const at = (shape: 'constant' | 'linear' | 'cosine') =>
    meaning({ n: scalar(), from: scalar(), to: scalar() }, ({ n, from, to }) =>
      schedule({ shape, from, to, over: 16 })(n),
    )
  it('law: α₀ at 0, α₁ from N on, between them halfway at N / 2', async () => {
    const value = fc.integer({ min: 0, max: 64 }).map((k) => k / 16)
    await fc.assert(
      fc.asyncProperty(value, value, fc.nat(64), async (from, to, more) => {
        for (const shape of ['linear', 'cosine'] as const) {
          const rate = at(shape)
          expect(await rate({ n: [0], from: [from], to: [to] })).toEqual([from])
          expect(near(await rate({ n: [16 + more], from: [from], to: [to] }), [to], 8, from + to)).toBe(true)
          expect(near(await rate({ n: [8], from: [from], to: [to] }), [(from + to) / 2], 8, from + to)).toBe(true)
        }
        expect(await at('constant')({ n: [more], from: [from], to: [to] })).toEqual([from])
      }),
    )
  })
  it('law: monotone', async () => {
    for (const shape of ['linear', 'cosine'] as const) {
      const rates = await Promise.all(
        Array.from({ length: 20 }, (_, n) => at(shape)({ n: [n], from: [1], to: [0.125] })),
      )
      expect(rates.every((rate, n) => n === 0 || rate[0]! <= rates[n - 1]![0]!)).toBe(true)
    }
  })
})
