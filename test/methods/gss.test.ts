import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { near } from '../../src/laws/index.ts'
import { gss } from '../../src/methods/index.ts'
import { moved, slopeAt } from './least-squares.ts'
import { played, thetaAfter } from './played.ts'
import { points, regressions, vectors } from './points.ts'

const rate = 2 ** -10
const set = { rate, memory: 2, replay: 0, compare: 8, glances: 1 }
type Points = ReturnType<typeof points>

/** What the memory holds after some batches: the targets of its examples, place by place. */
const kept = async (batches: readonly Points[], seed = 0): Promise<readonly number[]> => {
  const states = await played(
    gss,
    batches.map((batch) => ['batch', batch] as const),
    { theta: [0.25, 0], set, seed },
  )
  const memory = states.at(-1)!.memories.memory!.value
  return memory._tag === 'Reservoir' ? memory.slots.map(({ target }) => target[0]!) : []
}

// At θ = (1/4, 0) an example (1, y) pulls along (1, 1) if y is less than 1/4, and the other way if it is more.
const below = (y: number): Points => points([[1]], [[-1 - y]])
const above = (y: number): Points => points([[1]], [[1 + y]])

describe('gss', () => {
  it('law: without replay it learns each batch by plain descent, whatever it remembers', () =>
    fc.assert(
      fc.asyncProperty(regressions(2), regressions(2), vectors(2), async (first, second, theta) => {
        const got = await thetaAfter(
          gss,
          [
            ['batch', first],
            ['batch', second],
          ],
          { theta, set: { ...set, rate: 0.125 } },
        )
        const once = moved(theta, slopeAt(first, theta), 0.125)
        expect(near(got, moved(once, slopeAt(second, once), 0.125), 64, 8)).toBe(true)
      }),
      { numRuns: 15 },
    ))
  it('law: while there is room every example is kept; then what pulls as the memory does is not', async () => {
    for (const seed of [0, 1, 2, 3])
      expect(await kept([below(0), below(1), below(2), below(3)], seed)).toEqual([-1, -2])
  })
  it('law: what pulls against all that is held takes a place, with certainty', async () => {
    for (const seed of [0, 1, 2, 3]) {
      const after = await kept([below(0), below(1), above(2)], seed)
      expect(after.filter((y) => y === 3)).toHaveLength(1)
      expect(after).toHaveLength(2)
    }
  })
  it('law: which place it takes is chance, by the scores', async () => {
    const places = await Promise.all(
      Array.from({ length: 24 }, async (_, seed) => (await kept([below(0), below(1), above(2)], seed)).indexOf(3)),
    )
    // The first was kept with 0.1, the second with 2: the second gives way twenty times in twenty-one.
    expect(places.filter((place) => place === 1).length).toBeGreaterThan(16)
  })
})
