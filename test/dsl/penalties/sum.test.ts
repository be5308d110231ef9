import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  append,
  divide,
  elasticNet,
  l1,
  multiply,
  type Params,
  type Penalty,
  perTask,
  type Quadratic,
  quadratic,
  quadraticOverTasks,
  type Regularizer,
  type Scalar,
  sumPenalties,
  sumQuadratics,
  zero,
} from '../../../src/dsl/index.ts'
import {
  nonNegative as atLeastZero,
  type Law,
  laws,
  meaning,
  near,
  numbersOf,
  type PenaltyUnderTest,
  params,
  positive,
  same,
  scalar,
  smallLayout,
} from '../../../src/laws/index.ts'
import { objections } from '../../laws/killed.ts'
import { weightedSquares } from './ours.ts'

const given = {
  ...{ first: scalar(atLeastZero), second: scalar(atLeastZero) },
  ...{ w1: params(atLeastZero), c1: params(), w2: params(atLeastZero), c2: params(), c3: params() },
}

interface Sees {
  readonly first: Scalar
  readonly second: Scalar
  readonly w1: Params
  readonly c1: Params
  readonly w2: Params
  readonly c2: Params
}

const one = ({ first, w1, c1 }: Pick<Sees, 'first' | 'w1' | 'c1'>) =>
  quadratic({ strength: first, weight: w1, centre: c1 })
const other = ({ second, w2, c2 }: Pick<Sees, 'second' | 'w2' | 'c2'>) =>
  quadratic({ strength: second, weight: w2, centre: c2 })

const two = {
  given,
  penalty: (t: Sees): Quadratic => sumQuadratics(one(t), other(t)),
  definition: (at, { first, second, w1, c1, w2, c2 }) =>
    weightedSquares(at, { strength: first, weight: w1, centre: c1 }) +
    weightedSquares(at, { strength: second, weight: w2, centre: c2 }),
} satisfies PenaltyUnderTest<typeof given>

/** Of two past tasks that share λ. */
const overTasks = {
  given,
  penalty: ({ first, w1, c1, w2, c2 }: Sees): Quadratic =>
    quadraticOverTasks({
      strength: first,
      list: append(append(perTask({ weight: w1, centre: c1 }), { weight: w1, centre: c1 }), { weight: w2, centre: c2 }),
      each: (element) => element,
    }),
  definition: (at, { first, w1, c1, w2, c2 }) =>
    weightedSquares(at, { strength: first, weight: w1, centre: c1 }) +
    weightedSquares(at, { strength: first, weight: w2, centre: c2 }),
} satisfies PenaltyUnderTest<typeof given>

const tested: Readonly<Record<string, readonly Law[]>> = {
  'two quadratics': laws.penalty(two),
  'a quadratic of one weight and another': laws.penalty({
    given,
    penalty: ({ first, c1, ...t }) =>
      sumQuadratics(quadratic({ strength: first, weight: 2, centre: c1 }), other({ ...t })),
    definition: (at, { first, second, c1, w2, c2 }) =>
      weightedSquares(at, { strength: first, weight: at.map(() => 2), centre: c1 }) +
      weightedSquares(at, { strength: second, weight: w2, centre: c2 }),
  }),
  'over tasks': laws.penalty(overTasks),
  'over no task': laws.penalty({
    given: { weight: params(), centre: params() },
    penalty: (element) => quadraticOverTasks({ strength: 2, list: perTask(element), each: (one) => one }),
    definition: () => 0,
  }),
  nothing: laws.penalty({ given: {}, penalty: () => sumQuadratics(), definition: () => 0 }),
}

describe.each(Object.entries(tested))('%s', (name, all) => {
  for (const law of all) it(`${name} law: ${law.name}`, () => law.check())
})

/** A penalty with one part replaced, under the definition of what it should be. */
const instead = (wrong: (given: Sees, right: Quadratic) => Partial<Penalty>) =>
  laws.penalty({ ...two, penalty: (t: Sees) => ({ ...two.penalty(t), ...wrong(t, two.penalty(t)) }) })

const [f, slope, prox] = ['f(θ)', '∇f(θ)', 'prox_']

/** Sums with one fault each, and how the laws begin that turn them down. */
const mutants: Readonly<Record<string, readonly [readonly Law[], string]>> = {
  'one prox after the other': [
    instead((t) => ({ prox: (rate) => (v) => other(t).prox(rate)(one(t).prox(rate)(v)) })),
    prox,
  ],
  'the mean of both proxes': [
    instead((t) => ({
      prox: (rate) => (v) => multiply(0.5, add(other(t).prox(rate)(v), one(t).prox(rate)(v))),
    })),
    prox,
  ],
  'a prox about the mean of both centres': [
    instead(({ first, second, w1, w2, c1, c2 }) => ({
      prox: quadratic({
        strength: 1,
        weight: add(multiply(first, w1), multiply(second, w2)),
        centre: divide(add(c1, c2), 2),
      }).prox,
    })),
    prox,
  ],
  'the gradient of one': [instead((t) => ({ gradient: one(t).gradient })), slope],
  'the value of one': [instead((t) => ({ value: one(t).value })), f],
}

describe('laws of sums', () => {
  it.each(Object.entries(mutants))('control: a sum with %s is turned down', async (_, [all, expected]) => {
    const against = await objections(all)
    expect(against.some((name) => name.includes(expected))).toBe(true)
  })
})

const point = { ...given, third: scalar(atLeastZero), at: params(), rate: scalar(positive) }
const cases = numbersOf(point, smallLayout)
type At = Sees & { readonly third: Scalar; readonly c3: Params; readonly at: Params; readonly rate: Scalar }

/** The same value, gradient and, where there is one, prox. */
const equal = async (left: (t: At) => Regularizer, right: (t: At) => Regularizer, alike: typeof same) => {
  const all = (of: Regularizer | Quadratic, { at, rate }: At) => ({
    value: of.value(at),
    gradient: of.gradient(at),
    ...('prox' in of ? { prox: of.prox(rate)(at) } : {}),
  })
  const [l, r] = [meaning(point, (t) => all(left(t), t)), meaning(point, (t) => all(right(t), t))]
  await fc.assert(
    fc.asyncProperty(cases, async (n) => {
      const [a, b] = [await l(n), await r(n)]
      expect(Object.keys(a)).toEqual(Object.keys(b))
      for (const [what, numbers] of Object.entries(a)) expect(alike(numbers, b[what as 'value'])).toBe(true)
    }),
    { numRuns: 50 },
  )
}

/** Sums of three in another order: a few roundings of values up to 8³ · 6 · 16². */
const nearly: typeof same = (a, b) => near(a, b, 2 ** 10, 64)

describe('penalties are a monoid', () => {
  const three = ({ third, c3 }: At) => quadratic({ strength: third, weight: 1, centre: c3 })

  it('law: zero is the identity, to the bit', async () => {
    for (const of of [one, (t: At) => sumQuadratics(one(t), other(t))] as const) {
      await equal((t) => sumQuadratics(zero(), of(t)), of, same)
      await equal((t) => sumQuadratics(of(t), zero()), of, same)
    }
    await equal(
      (t) => sumPenalties(zero(), l1({ strength: t.first })),
      (t) => l1Alone(t),
      same,
    )
    await equal(
      () => sumQuadratics(),
      () => zero(),
      same,
    )
  })
  it('law: it is associative, and the order does not matter', async () => {
    await equal(
      (t) => sumQuadratics(sumQuadratics(one(t), other(t)), three(t)),
      (t) => sumQuadratics(one(t), sumQuadratics(other(t), three(t))),
      nearly,
    )
    await equal(
      (t) => sumQuadratics(one(t), other(t)),
      (t) => sumQuadratics(other(t), one(t)),
      nearly,
    )
  })
  it('law: without a prox any penalties add up: ℓ1 and a quadratic about 0 are the elastic net', () =>
    equal(
      ({ first, second, at }) =>
        sumPenalties(l1({ strength: first }), quadratic({ strength: second, weight: 1, centre: multiply(0, at) })),
      (t) => withoutProx(elasticNet({ strength: t.first, curvature: t.second })),
      nearly,
    ))
  it('law: over tasks it is the sum of the quadratics of each, and zero over none', async () => {
    await equal(
      ({ first, w1, c1, w2, c2 }) =>
        quadraticOverTasks({
          strength: first,
          list: append(append(perTask({ w: w1, c: c1 }), { w: w1, c: c1 }), { w: w2, c: c2 }),
          each: ({ w, c }) => ({ weight: w, centre: c }),
        }),
      (t) => sumQuadratics(one(t), other({ ...t, second: t.first })),
      nearly,
    )
    await equal(
      ({ first, w1, c1 }) =>
        quadraticOverTasks({
          strength: first,
          list: perTask({ w: w1, c: c1 }),
          each: ({ w, c }) => ({ weight: w, centre: c }),
        }),
      () => zero(),
      same,
    )
  })
})

/** A penalty as far as it can be added. */
const withoutProx = ({ value, gradient }: Penalty): Regularizer => ({ value, gradient })
const l1Alone = ({ first }: At): Regularizer => l1({ strength: first })
