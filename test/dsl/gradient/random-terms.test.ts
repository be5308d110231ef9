import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { add, average, firstOrder, multiply, type Params, type Scalar, sum } from '../../../src/dsl/index.ts'
import { laws, params } from '../../../src/laws/index.ts'
import { objections } from '../../laws/killed.ts'
import { type Recipe, recipe, termOf } from './recipe.ts'

const unit = fc.integer({ min: -16, max: 16 }).map((n) => n / 16)
const given = { b: params(unit), c: params(unit) }

/** The laws of a random term, at a few points each: it is another program for every recipe. */
const holdFor = (depth: number, numRuns: number): Promise<void> =>
  fc.assert(
    fc.asyncProperty(recipe(depth), async (moves) => {
      const objective =
        (t: { readonly b: Params; readonly c: Params }) =>
        (at: Params): Scalar =>
          average(termOf(moves, [t.b, t.c, at]))
      for (const law of laws.objective({ given, objective, coordinate: unit })) await law.check({ numRuns: 2 })
    }),
    { numRuns, interruptAfterTimeLimit: 40_000 },
  )

describe('grad of random terms is what central differences give, once and twice', () => {
  it('law: without binders', () => holdFor(0, 30))
  it('law: through loops, trajectories and inner gradients', () => holdFor(1, 40))
  it('law: through binders within binders', () => holdFor(2, 20))
  it('control: a derivative cut on the way is noticed', async () => {
    const cut = (moves: Recipe) =>
      laws.objective({
        given,
        coordinate: unit,
        objective: (t) => (at) => sum(multiply(firstOrder(at), add(2, termOf(moves, [t.b, t.c, at])))),
      })
    const found = await Promise.all(fc.sample(recipe(1), 3).map((moves) => objections(cut(moves))))
    expect(found.every((names) => names.length > 0)).toBe(true)
  })
})
