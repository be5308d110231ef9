import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jump, literal, type Scalar, select, type Watch } from '../../../src/dsl/index.ts'
import { onVectors } from '../../../src/interpreters/runtime/index.ts'
import { near } from '../../../src/laws/index.ts'
import { right } from '../learner.ts'

interface How {
  readonly threshold: number
  readonly recent: number
  readonly usual: number
  readonly settle: number
}

/** The numbers of which a jump was told, from 0, and the means after the last, all in one program. */
const told = async (numbers: readonly number[], how: How) => {
  const named = Object.fromEntries(numbers.map((e, i) => [`e${i}`, e]))
  const run = (pick: (watch: Watch, jumps: Scalar) => Scalar) =>
    onVectors(named, (terms) => {
      const steps = numbers.reduce<{ readonly watch: Watch; readonly jumps: Scalar }>(
        ({ watch, jumps }, _, i) => {
          const next = jump(how)(terms[`e${i}`] as Scalar, watch)
          return { watch: next.watch, jumps: select(next.jumped, literal(i), jumps) }
        },
        { watch: { seen: literal(0), recent: literal(0), usual: literal(0) }, jumps: literal(-1) },
      )
      return pick(steps.watch, steps.jumps)
    })()
  const [last] = right(await run((_, jumps) => jumps))
  const [recent] = right(await run((watch) => watch.recent))
  const [usual] = right(await run((watch) => watch.usual))
  return { last: last!, recent: recent!, usual: usual! }
}

const errors = fc.array(fc.double({ noNaN: true, min: 2 ** -10, max: 2 ** 10 }), { minLength: 1, maxLength: 8 })
const ways = fc.record({
  threshold: fc.double({ noNaN: true, min: 1, max: 4 }),
  recent: fc.double({ noNaN: true, min: 0, max: 0.9 }),
  usual: fc.double({ noNaN: true, min: 0.9, max: 1 }),
  settle: fc.nat(3),
})

describe('jump', () => {
  it('law: means that start as plain ones, then forget at 1 − ρ; a jump is told by the means before it', () =>
    fc.assert(
      fc.asyncProperty(errors, ways, async (numbers, how) => {
        let [recent, usual, last] = [0, 0, -1]
        for (const [i, e] of numbers.entries()) {
          recent += Math.max(1 - how.recent, 1 / (i + 1)) * (e - recent)
          if (i + 1 > how.settle && recent > how.threshold * usual) last = i
          usual += Math.max(1 - how.usual, 1 / (i + 1)) * (e - usual)
        }
        const got = await told(numbers, how)
        expect(near([got.recent, got.usual], [recent, usual], 64, 2 ** 10)).toBe(true)
        expect(got.last).toBe(last)
      }),
      { numRuns: 50 },
    ))
  it('law: numbers that never change never jump', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 2, max: 8 }), ways, async (e, n, how) => {
        const settle = Math.max(1, how.settle)
        expect((await told(Array(n).fill(e), { ...how, settle, threshold: 1 })).last).toBe(-1)
      }),
      { numRuns: 50 },
    ))
  it('law: the answer is the same for all numbers times a power of two', () =>
    fc.assert(
      fc.asyncProperty(errors, ways, fc.integer({ min: -20, max: 20 }), async (numbers, how, power) => {
        const scaled = numbers.map((e) => e * 2 ** power)
        expect((await told(scaled, how)).last).toBe((await told(numbers, how)).last)
      }),
      { numRuns: 50 },
    ))
  it('control: a rise is told where it happens, and not if it is waited for longer', async () => {
    const numbers = [1, 1, 1, 1, 4, 1]
    const how = { threshold: 2, recent: 0, usual: 0.9, settle: 2 }
    expect((await told(numbers, how)).last).toBe(4)
    expect((await told(numbers, { ...how, settle: 5 })).last).toBe(-1)
    expect((await told(numbers, { ...how, recent: 0.9 })).last).toBe(-1)
  })
})
