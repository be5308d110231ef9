import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostBatch } from '../../src/data/index.ts'
import { near, plus, same } from '../../src/laws/index.ts'
import { finetune, mer } from '../../src/methods/index.ts'
import { moved, slopeAt } from './least-squares.ts'
import { thetaAfter } from './played.ts'
import { regressions, rowsOf, vectors } from './points.ts'

const cases = fc.tuple(regressions(2), vectors(2))
const rate = 0.125
const alone = { rate, replay: 0, batches: 1, within: 1, across: 1 }

/** Plain descent through samples, one by one. */
const descended = (theta: readonly number[], samples: readonly HostBatch[], by = rate): readonly number[] =>
  samples.reduce((at, x) => moved(at, slopeAt(x, at), by), theta)

/** a + f (b − a). */
const between = (a: readonly number[], b: readonly number[], f: number): readonly number[] =>
  plus(
    a,
    b.map((x, i) => x - a[i]!),
    f,
  )

describe('mer', () => {
  it('law: with β = γ = 1 and no memory it is plain descent sample by sample', () =>
    fc.assert(
      fc.asyncProperty(regressions(4), vectors(2), async (batch, theta) => {
        const samples = [0, 1, 2, 3].map((row) => rowsOf(batch, row))
        const set = { ...alone, replay: 10, memory: 0 }
        const got = await thetaAfter(mer, [['batch', batch]], { theta, set })
        const each = samples.map((x) => ['batch', x] as const)
        expect(near(got, await thetaAfter(finetune, each, { theta, set: { rate } }), 2 ** 8, 8)).toBe(true)
      }),
    ))
  it('law: with β = γ = 1 it is plain descent over the same samples, each followed by its draws', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([batch, theta]) => {
        const [x, y] = [rowsOf(batch, 0), rowsOf(batch, 1)]
        const set = { ...alone, replay: 2, batches: 2 }
        const got = await thetaAfter(mer, [['batch', batch]], { theta, set })
        // The memory is empty for x, and holds x for y.
        const want = descended(theta, [x, x, y, x, x, y, x, x])
        expect(near(got, want, 2 ** 14, 16)).toBe(true)
      }),
    ))
  it('by hand: β within batches, γ across them', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([batch, theta]) => {
        const [x, y] = [rowsOf(batch, 0), rowsOf(batch, 1)]
        const set = { ...alone, replay: 1, batches: 2, within: 0.25, across: 0.5 }
        const got = await thetaAfter(mer, [['batch', batch]], { theta, set })
        const example = (at: readonly number[], samples: readonly HostBatch[]) => {
          const once = between(at, descended(at, samples), 0.25)
          return between(at, between(once, descended(once, samples), 0.25), 0.5)
        }
        expect(near(got, example(example(theta, [x]), [y, x]), 2 ** 12, 16)).toBe(true)
      }),
    ))
  it('by hand: algorithm 6 takes the draws first and moves by γ after each batch', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([batch, theta]) => {
        const [x, y] = [rowsOf(batch, 0), rowsOf(batch, 1)]
        const set = { ...alone, algorithm: '6', replay: 1, batches: 2, across: 0.5 }
        const got = await thetaAfter(mer, [['batch', batch]], { theta, set })
        const twice = (at: readonly number[], samples: readonly HostBatch[]) => {
          const once = between(at, descended(at, samples), 0.5)
          return between(once, descended(once, samples), 0.5)
        }
        expect(near(got, twice(twice(theta, [x]), [x, y]), 2 ** 12, 16)).toBe(true)
      }),
    ))
  const seventh = { ...alone, algorithm: '7', replay: 1, batches: 3, across: 0.5 }
  /** Where algorithm 7 may end: the draw before the example, or after it; its loss counts three times in both. */
  const ends = (batch: HostBatch, theta: readonly number[]) => {
    const [x, y] = [rowsOf(batch, 0), rowsOf(batch, 1)]
    const first = between(theta, descended(theta, [x], 3 * rate), 0.5)
    return {
      last: between(first, descended(descended(first, [x]), [y], 3 * rate), 0.5),
      first: between(first, descended(descended(first, [y], 3 * rate), [x]), 0.5),
    }
  }
  it('by hand: algorithm 7 is one batch, with s times the loss on the example, which is first or last in it', () =>
    fc.assert(
      fc.asyncProperty(cases, fc.nat(1e6), async ([batch, theta], seed) => {
        const got = await thetaAfter(mer, [['batch', batch]], { theta, set: seventh, seed })
        expect(Object.values(ends(batch, theta)).some((want) => near(got, want, 2 ** 12, 64))).toBe(true)
      }),
    ))
  it('law: algorithm 7 has the example at each place as often as at every other', async () => {
    const [found] = fc.sample(
      cases.filter(([b, t]) => !near(ends(b, t).first, ends(b, t).last, 1e6)),
      1,
    )
    const [batch, theta] = found!
    const tries = 200
    const firsts = await Promise.all(
      Array.from({ length: tries }, async (_, seed) =>
        near(
          await thetaAfter(mer, [['batch', batch]], { theta, set: seventh, seed }),
          ends(batch, theta).first,
          2 ** 12,
          64,
        ),
      ),
    )
    // Six deviations of a fair coin tossed so often.
    expect(Math.abs(firsts.filter(Boolean).length - tries / 2)).toBeLessThanOrEqual(3 * Math.sqrt(tries))
  })
  it('limit: algorithm 7 with s = 1 and nothing remembered is a step of plain descent, part of the way', () =>
    fc.assert(
      fc.asyncProperty(regressions(1), vectors(2), async (x, theta) => {
        const got = await thetaAfter(mer, [['batch', x]], { theta, set: { ...seventh, replay: 0, batches: 1 } })
        expect(near(got, between(theta, descended(theta, [x]), 0.5), 64, 8)).toBe(true)
      }),
    ))
  it('law: β = 0 or γ = 0 never moves, to the bit', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([batch, theta]) => {
        for (const still of [{ within: 0 }, { across: 0 }]) {
          const got = await thetaAfter(mer, [['batch', batch]], { theta, set: { ...alone, replay: 3, ...still } })
          expect(same(got, theta)).toBe(true)
        }
      }),
    ))
  it('law: clipping at a bound that no gradient reaches changes nothing; below it, no step is longer than α c', () =>
    fc.assert(
      fc.asyncProperty(regressions(1), vectors(2), async (x, theta) => {
        const step = async (more: object) => thetaAfter(mer, [['batch', x]], { theta, set: { ...alone, ...more } })
        expect(near(await step({ clipping: 'norm', clip: 1e6 }), await step({}), 64)).toBe(true)
        const short = await step({ clipping: 'norm', clip: 0.5 })
        expect(Math.hypot(...short.map((t, i) => t - theta[i]!))).toBeLessThanOrEqual(rate * 0.5 * (1 + 1e-12))
      }),
    ))
  it('control: a memory of one example does matter', async () => {
    const [[batch]] = fc
      .sample(
        regressions(2).filter((b) => slopeAt(rowsOf(b, 0), [1, 1])[1]! > 1),
        1,
      )
      .map((b) => [b]) as never as readonly [readonly [HostBatch]]
    const at = async (replay: number) =>
      thetaAfter(mer, [['batch', batch]], { theta: [1, 1], set: { ...alone, replay } })
    expect(near(await at(2), await at(0), 2 ** 10)).toBe(false)
  })
})
