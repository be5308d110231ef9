import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Batch,
  expectation,
  freeParams,
  freeScalar,
  grad,
  kindOf,
  lambda,
  loss,
  multiply,
  named,
  type Params,
  type Syntax,
  sum,
  take,
} from '../../src/dsl/index.ts'
import { batches, thetas } from './examples.ts'
import { learner } from './learner.ts'

describe('a named composition', () => {
  it('law: is what it names: a number, a vector, a batch, and each of several of them', async () => {
    const run = learner(({ theta, batch }) => {
      const mine: Batch = named('mine', { batch }, batch)
      const halves = named('halves', { batch }, { first: take(batch, 1), rest: take(batch, 2, 1) })
      const slope = (of: Batch): Params => grad(loss(of))(theta)
      const pair = named('pair', {}, { slope: slope(batch), loss: loss(batch)(theta) })
      return {
        whole: slope(batch),
        named: slope(mine),
        mean: expectation(mine, (x) => slope(x)),
        first: slope(halves.first),
        rest: slope(halves.rest),
        ownFirst: slope(take(batch, 1)),
        ownRest: slope(take(batch, 2, 1)),
        pairSlope: pair.slope,
        pairLoss: pair.loss,
        loss: loss(batch)(theta),
        unnamedMean: expectation(batch, (x) => slope(x)),
      }
    })
    await fc.assert(
      fc.asyncProperty(thetas(8), batches(3), async (theta, batch) => {
        const got = await run(theta, batch)
        expect(got.named).toEqual(got.whole)
        expect(got.mean).toEqual(got.unnamedMean)
        expect([got.first, got.rest]).toEqual([got.ownFirst, got.ownRest])
        expect([got.pairSlope, got.pairLoss]).toEqual([got.whole, got.loss])
      }),
      { numRuns: 20 },
    )
  })
  it('law: of a record each slot is the component at its place, and of one value there is no component', () => {
    const [a, b] = [freeParams('a'), freeScalar('b')]
    const both = named('both', { n: 2 }, { a, b })
    const node = (both.a as Syntax as Extract<Syntax, { readonly _tag: 'Component' }>).of
    expect(node).toEqual({ _tag: 'Combinator', name: 'both', parts: { n: 2 }, definition: [a, b] })
    expect([both.a, both.b]).toEqual([0, 1].map((index) => ({ _tag: 'Component', of: node, index })))
    expect(named('one', {}, a)).toEqual({ _tag: 'Combinator', name: 'one', parts: {}, definition: [a] })
    expect([kindOf(both.a), kindOf(both.b)]).toEqual([a.kind, b.kind])
  })
  it('law: a function as a part is its body at a fresh variable of the kind that it takes', () => {
    const of = freeParams('φ', 'h')
    const { bound, body } = lambda((p: Params<'h'>) => multiply(2, sum(p)), of)
    expect(bound).toHaveLength(1)
    expect(bound[0]).toMatchObject({ name: 'θ', kind: of.kind })
    expect(bound[0]!.id).not.toBe(of.id)
    expect(body).toEqual(multiply(2, sum(bound[0] as never)))
  })
})
