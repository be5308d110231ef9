import { describe, expect, it } from 'vitest'
import {
  adam,
  add,
  chain,
  divide,
  grad,
  like,
  momentum,
  multiply,
  naturalGradientStep,
  type Optimiser,
  scheduled,
  sgd,
  subtract,
} from '../../src/dsl/index.ts'
import { laws, type OptimiserUnderTest } from '../../src/laws/index.ts'
import { objections } from './killed.ts'

type Descent = Parameters<Optimiser['step']>[0]
type Theta = Parameters<ReturnType<Optimiser['step']>>[0]

/** An optimiser that keeps nothing, from where it leads. */
const plain = (to: (descent: Descent, at: Theta['theta']) => Theta['theta']): Optimiser => ({
  ...sgd,
  step:
    (descent) =>
    ({ theta }) => ({ theta: to(descent, theta) }),
})

/** The natural gradient on the information F + δ = 2: plain descent at half the rate. */
const natural = plain(({ loss, rate }, at) =>
  naturalGradientStep({ loss, rate, information: like(at, 1.5), damping: 0.5 })(at),
)

const optimisers: Readonly<Record<string, OptimiserUnderTest>> = {
  sgd: { optimiser: sgd, descends: 2 },
  'momentum that forgets at once': { optimiser: momentum({ decay: 0 }), descends: 2 },
  momentum: { optimiser: momentum() },
  adam: { optimiser: adam() },
  'adam on a schedule, whose slots are renamed': {
    optimiser: chain(momentum(), adam(), scheduled({ shape: 'linear', over: 2 })),
  },
  'a schedule down to 0': { optimiser: scheduled({ shape: 'cosine', over: 2 }), descends: 2 },
  'a natural gradient': { optimiser: natural, descends: 4 },
}

describe.each(Object.entries(optimisers))('%s', (name, of) => {
  for (const law of laws.optimiser(of)) it(`${name} law: ${law.name}`, () => law.check({ numRuns: 50 }))
})

const still = 'at rate 0 θ stays'
const down = 'on a convex loss'

/** Optimisers with one fault each, and how the laws begin that turn them down. */
const faults: Readonly<Record<string, readonly [OptimiserUnderTest, readonly string[]]>> = {
  'a rate that is forgotten': [{ optimiser: plain(({ loss }, at) => subtract(at, grad(loss)(at))) }, [still]],
  'a floor under the rate': [
    { optimiser: plain(({ loss, rate }, at) => subtract(at, multiply(add(rate, 2 ** -10), grad(loss)(at)))) },
    [still],
  ],
  'a decay of weights outside the rate': [
    { optimiser: plain(({ loss, rate }, at) => subtract(multiply(0.5, at), multiply(rate, grad(loss)(at)))) },
    [still],
  ],
  'momentum that goes on by itself, at rate 0 too': [
    {
      optimiser: {
        ...momentum(),
        slots: (theta0) => ({ m: like(theta0, 0) }),
        step:
          ({ loss, rate }) =>
          (state) => {
            const { theta, m } = state as Theta & { readonly m: Theta['theta'] }
            const next = subtract(multiply(0.5, m), multiply(rate, grad(loss)(theta)))
            return { theta: add(theta, next), m: next }
          },
      },
    },
    [still],
  ],
  'no number at all': [
    { optimiser: plain(({ rate }, at) => multiply(at, divide(multiply(0, rate), multiply(0, rate)))) },
    [still],
  ],
  'a schedule that ends above 0': [{ optimiser: scheduled({ shape: 'linear', to: 0.5, over: 2 }) }, [still]],
  'a step uphill': [
    { optimiser: plain(({ loss, rate }, at) => add(at, multiply(rate, grad(loss)(at)))), descends: 2 },
    [down],
  ],
  'plain descent that claims twice too much': [{ optimiser: sgd, descends: 4 }, [down]],
  'momentum that claims to descend': [{ optimiser: momentum(), descends: 1 }, [down]],
  'Adam that claims to descend': [{ optimiser: adam(), descends: 1 }, [down]],
}

describe('laws of optimisers', () => {
  it.each(Object.entries(faults))(
    'control: %s is turned down, by the law meant for it and no other',
    async (_, [of, expected]) => {
      const against = await objections(laws.optimiser(of))
      expect(against.map((name) => expected.find((beginning) => name.startsWith(beginning)))).toEqual(expected)
    },
  )
  it('an optimiser that claims nothing is held to no descent', () => {
    expect(laws.optimiser(sgd)).toHaveLength(1)
    expect(laws.optimiser({ optimiser: sgd, descends: 2 })).toHaveLength(2)
  })
})
