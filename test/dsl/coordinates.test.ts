import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  average,
  grad,
  innerLoop,
  multiply,
  type Params,
  pick,
  type Scalar,
  sampleCoordinates,
  square,
  subtract,
  sum,
} from '../../src/dsl/index.ts'
import { near } from '../../src/laws/index.ts'
import { chiSquare } from '../random/chiSquare.ts'
import { examples } from './examples.ts'
import { learner } from './learner.ts'

const nothing = examples([[0, 0, 0]], [0], { classes: 2 })
/** No two choices with repetition have one mean, but those that are one; of 64 out of 8 these are one in ten million. */
const roots = [2, 3, 5, 7, 11, 13, 17, 19].map(Math.sqrt)
/** Powers of two, by which a sum tells its terms. */
const powers = Array.from({ length: 8 }, (_, i) => 2 ** i)
const seeds = fc.integer({ min: 0, max: 1e6 })

describe('drawn coordinates', () => {
  const one = learner(({ theta }) => ({ drawn: sum(pick(sampleCoordinates(1))(theta)) }))
  it('law: each is one of θ, and all are equally likely', async () => {
    const counts = powers.map(() => 0)
    for (let seed = 0; seed < 800; seed++) {
      const [drawn] = (await one(powers, nothing, { seed })).drawn
      const place = powers.indexOf(drawn!)
      expect(place).toBeGreaterThanOrEqual(0)
      counts[place]! += 1
    }
    expect(chiSquare(counts)).toBeLessThan(7)
  })
  it('law: used twice they are one draw; two draws differ', () =>
    fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const program = learner(({ theta }) => {
          const [s, other] = [sampleCoordinates(16), sampleCoordinates(16)]
          const apart = (a: typeof s, b: typeof s): Scalar =>
            sum(square(subtract(pick(a)(multiply(2, theta)), multiply(2, pick(b)(theta)))))
          return { own: apart(s, s), others: apart(s, other) }
        })
        const { own, others } = await program(powers, nothing, { seed })
        expect(own).toEqual([0])
        expect(others![0]).toBeGreaterThan(0)
      }),
      { numRuns: 20 },
    ))
  it('law: in a loop they are fresh at every iteration', () =>
    fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const program = learner(({ theta }) => {
          const within = (fresh: boolean) => {
            const outside = sampleCoordinates(64)
            return innerLoop(2, (s: { readonly sum: Scalar; readonly last: Scalar }) => {
              const now = average(pick(fresh ? sampleCoordinates(64) : outside)(theta))
              return { sum: add(s.sum, square(subtract(now, s.last))), last: now }
            })({ sum: average(multiply(0, theta)), last: average(multiply(0, theta)) })
          }
          const [a, b] = [within(true), within(false)]
          return { freshSum: a.sum, freshLast: a.last, keptSum: b.sum, keptLast: b.last }
        })
        const { freshSum, freshLast, keptSum, keptLast } = await program(roots, nothing, { seed })
        expect(near(keptSum!, [keptLast![0]! ** 2], 8)).toBe(true)
        expect(near(freshSum!, [freshLast![0]! ** 2], 8)).toBe(false)
      }),
      { numRuns: 20 },
    ))
  it('law: the derivative of a sum over them counts how often each was drawn', async () => {
    const program = learner(({ theta }) => {
      const s = sampleCoordinates(20)
      return { counts: grad((p: Params) => sum(pick(s)(p)))(theta), whole: sum(pick(s)(theta)) }
    })
    const { counts, whole } = await program(powers, nothing, { seed: 5 })
    expect(counts!.reduce((so, n) => so + n, 0)).toBe(20)
    expect(counts!.reduce((so, n, i) => so + n * powers[i]!, 0)).toBe(whole![0])
  })
  it('the same seed gives the same draw', async () => {
    expect((await one(powers, nothing, { seed: 9 })).drawn).toEqual((await one(powers, nothing, { seed: 9 })).drawn)
  })
  it('is refused where two draws of different lengths meet', async () => {
    const program = learner(({ theta }) => ({
      apart: sum(add(pick(sampleCoordinates(3))(theta), pick(sampleCoordinates(4))(theta))),
    }))
    await expect(program(powers, nothing)).rejects.toThrow(
      'must be of the network `3 coordinates`, as the other operand',
    )
  })
})
