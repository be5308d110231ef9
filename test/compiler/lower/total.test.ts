import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  append,
  equal,
  innerLoop,
  type List,
  mapTasks,
  meanOverTasks,
  multiply,
  type Params,
  partsOfList,
  perTask,
  type Scalar,
  select,
  totalOverTasks,
} from '../../../src/dsl/index.ts'
import { referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { onVectors } from '../../../src/interpreters/runtime/index.ts'
import { right } from '../../dsl/learner.ts'

type Vector = readonly number[]

/** To the list is appended, twice, Σᵢ (i + 1) uᵢ + uᵢ ⊙ uᵢ over all that it holds, or the mean of that; the second, which is over one more. */
const grown = async (vectors: readonly Vector[], isMean: boolean): Promise<Vector> => {
  const over = isMean ? meanOverTasks : totalOverTasks
  const given = Object.fromEntries(vectors.map((v, i) => [`v${i}`, v]))
  return right(
    await onVectors(
      { zero: [0, 0], ...given } as { readonly zero: Vector },
      (vs) => {
        const of = vs as unknown as Readonly<Record<string, Params>>
        const list = vectors.reduce((so: List<Params>, _, i) => append(so, of[`v${i}`]!), perTask(of.zero!))
        const after = innerLoop(2, (so: List<Params>) =>
          append(
            so,
            over(mapTasks(so, (u: Params, i: Scalar): Params => add(multiply(add(i, 1), u), multiply(u, u)))) as Params,
          ),
        )(list)
        const at = (place: number): Params =>
          totalOverTasks(
            mapTasks(after, (u: Params, i: Scalar): Params => select(equal(i, place), u, multiply(0, u))),
          ) as Params
        return at(vectors.length + 1)
      },
      referenceDevice(),
    )(),
  )
}

const byHand = (vectors: readonly Vector[], isMean: boolean): Vector =>
  [0, 1].map((m) => {
    const sum = vectors.reduce((so, v, i) => so + (i + 1) * v[m]! + v[m]! * v[m]!, 0)
    return isMean ? sum / Math.max(1, vectors.length) : sum
  })

describe('a sum over a list in turns that are unrolled', () => {
  const pairs = fc.tuple(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -2, max: 2 }))
  /** Some have one part that is gone through by a loop, or none, and some several. */
  const lists = fc.oneof(fc.array(pairs, { maxLength: 12 }), fc.array(pairs, { minLength: 24, maxLength: 40 }))
  it('law: is the sum of what there is of each element and of its number, however long the list', () =>
    fc.assert(
      fc.asyncProperty(lists, fc.boolean(), async (vectors, isMean) => {
        const first = byHand(vectors, isMean)
        const second = byHand([...vectors, first], isMean)
        const got = await grown(vectors, isMean)
        second.forEach((x, m) => {
          expect(Math.abs(got[m]! - x)).toBeLessThanOrEqual(2 ** -40 * (1 + Math.abs(x)))
        })
      }),
      { numRuns: 25 },
    ))
  it('law: its parts are the first elements in their order, and of a longer list mostly the same', () => {
    for (let length = 0; length < 200; length += 1) {
      const parts = partsOfList(length)
      parts.forEach(({ from }, i) => {
        expect(from).toBe(parts.slice(0, i).reduce((so, { size }) => so + size, 0))
      })
      const done = parts.reduce((so, { size }) => so + size, 0)
      expect(length - done).toBeGreaterThanOrEqual(0)
      expect(length - done).toBeLessThan(8)
      if (length % 8 !== 7) expect(partsOfList(length + 1)).toEqual(parts)
    }
  })
})
