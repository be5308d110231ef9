import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostBatch } from '../../src/data/index.ts'
import { inner, largestOf, minus, near, plus, same } from '../../src/laws/index.ts'
import { finetune, gem } from '../../src/methods/index.ts'
import { slopeAt } from './least-squares.ts'
import { line, played, thetaAfter } from './played.ts'
import { points, regressions, vectors } from './points.ts'

const between = { ...line.between, inputShape: [3] }
const task = (number: number) => regressions(2, 3, number)
const cases = fc.tuple(fc.tuple(task(0), task(1), task(2)), task(3), vectors(4))

/** What a ring holds after the batches of some tasks. */
const remembering = async (past: readonly HostBatch[], set: object = {}) =>
  (
    await played(
      gem,
      past.map((b) => ['batch', b] as const),
      { between, set: { memory: 2, rate: 1e-3, ...set } },
    )
  ).at(-1)!.memories

/** The direction θ − θ′ of a step of rate 1 after some past tasks. */
const direction = async (
  past: readonly HostBatch[],
  now: HostBatch,
  theta: readonly number[],
  set: Readonly<Record<string, unknown>>,
) => {
  const memories = await remembering(past)
  return minus(
    theta,
    await thetaAfter(gem, [['batch', now]], { between, theta, memories, set: { memory: 2, rate: 1, ...set } }),
  )
}

/** min_v ½ vᵀGGᵀv + (Gg)ᵀv, v ≥ 0, coordinate by coordinate until nothing moves: a slow rival of the solver. */
const dual = (rows: readonly (readonly number[])[], g: readonly number[]): readonly number[] => {
  const v = rows.map(() => 0)
  for (let round = 0; round < 20_000; round++)
    rows.forEach((row, i) => {
      const at = v.reduce((so, vj, j) => plus(so, rows[j]!, vj), g)
      const own = inner(row, row)
      v[i] = own === 0 ? 0 : Math.max(0, v[i]! - inner(row, at) / own)
    })
  return v
}

describe('gem', () => {
  it('law: in the first task, and without a memory, it is finetuning, to the bit', () =>
    fc.assert(
      fc.asyncProperty(regressions(3), regressions(3, 1, 1), vectors(2), async (first, second, theta) => {
        const set = { rate: 0.125 }
        const one = [
          ['batch', first],
          ['batch', first],
        ] as const
        expect(same(await thetaAfter(gem, one, { theta, set }), await thetaAfter(finetune, one, { theta, set }))).toBe(
          true,
        )
        const two = [
          ['batch', first],
          ['batch', second],
        ] as const
        const none = await thetaAfter(gem, two, { theta, set: { ...set, memory: 0 } })
        expect(same(none, await thetaAfter(finetune, two, { theta, set }))).toBe(true)
      }),
    ))
  it('law: the step hurts no past task to first order, and is the nearest such step', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([past, now, theta]) => {
        const rows = past.map((b) => slopeAt(b, theta))
        const g = slopeAt(now, theta)
        const want = dual(rows, g).reduce((so, vi, i) => plus(so, rows[i]!, vi), g)
        const got = await direction(past, now, theta, { margin: 0 })
        const scale = 1 + largestOf(g, ...rows)
        expect(largestOf(minus(got, want))).toBeLessThanOrEqual(1e-4 * scale)
        for (const row of rows) expect(inner(row, got)).toBeGreaterThanOrEqual(-1e-5 * scale ** 2)
      }),
      { numRuns: 30 },
    ))
  it('law: where no past task would be hurt, the gradient itself, whatever the margin and the form', () =>
    fc.assert(
      fc.asyncProperty(cases, fc.constantFrom('paper', 'code'), async ([past, now, theta], form) => {
        const g = slopeAt(now, theta)
        const kind = past.filter((b) => inner(slopeAt(b, theta), g) >= 0)
        const got = await direction(kind, now, theta, { margin: 2, form })
        expect(near(got, g, 64, 64)).toBe(true)
      }),
      { numRuns: 30 },
    ))
  it('by hand: with one past task hurt, the paper adds γ to v* = −gᵀr / rᵀr, the code takes max(γ, −gᵀr / (rᵀr + 10⁻³))', () =>
    fc.assert(
      fc.asyncProperty(
        cases.filter(([[b], now, theta]) => inner(slopeAt(b, theta), slopeAt(now, theta)) < -0.01),
        fc.integer({ min: 0, max: 16 }),
        async ([[b], now, theta], sixteenths) => {
          const margin = sixteenths / 16
          const r = slopeAt(b, theta)
          const g = slopeAt(now, theta)
          const ratio = (ridge: number): number => -inner(g, r) / (inner(r, r) + ridge)
          const paper = plus(g, r, ratio(0) + margin)
          const code = plus(g, r, Math.max(margin, ratio(1e-3)))
          const bound = 1e-6 * (1 + largestOf(g, r)) ** 2
          const apart = async (form: string, want: readonly number[]) =>
            largestOf(minus(await direction([b], now, theta, { margin, form }), want))
          expect(await apart('paper', paper)).toBeLessThanOrEqual(bound)
          expect(await apart('code', code)).toBeLessThanOrEqual(bound)
        },
      ),
      { numRuns: 30 },
    ))
  it('control: it is not finetuning where a past task is hurt', async () => {
    const up = points(
      [
        [1, 0, 0],
        [0, 1, 0],
      ],
      [[4], [4]],
    )
    const down = points(
      [
        [1, 0, 0],
        [0, 1, 0],
      ],
      [[-4], [-4]],
      1,
    )
    const got = await direction([up], down, [0, 0, 0, 0], { margin: 0 })
    expect(near(got, slopeAt(down, [0, 0, 0, 0]), 64)).toBe(false)
    expect(largestOf(got)).toBeLessThan(1e-5)
  })
})
