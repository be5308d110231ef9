import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  adam,
  add,
  chain,
  clipping,
  dot,
  literal,
  metaUpdate,
  momentum,
  multiply,
  type Optimiser,
  type Params,
  type Scalar,
  scheduled,
  sgd,
  subtract,
  transformation,
} from '../../../src/dsl/index.ts'
import {
  inner,
  meaning,
  minus,
  near,
  numbersOf,
  params,
  positive,
  same,
  scalar,
  smallLayout,
} from '../../../src/laws/index.ts'

/** Links of a chain, among them two that keep slots of one name. */
const links: Readonly<Record<string, Optimiser>> = {
  clipping: clipping(1),
  momentum: momentum({ decay: 0.5 }),
  adam: adam({ first: 0.5, second: 0.75, epsilon: 0.5 }),
  scheduled: scheduled({ shape: 'linear', to: 0.125, over: 3 }),
}
const triples = Object.keys(links).flatMap((a) =>
  Object.keys(links).flatMap((b) => Object.keys(links).map((c) => [a, b, c] as const)),
)

const given = { theta: params(), direction: params(), centre: params(), rate: scalar(positive) }
const cases = numbersOf(given, smallLayout)

type Slots = Readonly<Record<string, Params | Scalar>>

/** All slots after three steps down ½⟨b, θ − c⟩² + ½‖θ − c‖². */
const walked = (optimiser: Optimiser) =>
  meaning(given, ({ theta, direction, centre, rate }): Slots => {
    const loss = (at: Params): Scalar => {
      const apart = subtract(at, centre)
      const along = dot(direction, apart)
      return multiply(0.5, add(multiply(along, along), dot(apart, apart)))
    }
    const step = optimiser.step({ loss, rate })
    const begun = { ...optimiser.slots(theta), theta }
    return [1, 2, 3].reduce<typeof begun>((so) => ({ ...so, ...step(so) }), begun) as Slots
  })

const equalOn = (left: Optimiser, right: Optimiser) => {
  const [a, b] = [walked(left), walked(right)]
  return fc.assert(
    fc.asyncProperty(cases, async (n) => {
      const [l, r] = [await a(n), await b(n)]
      expect(Object.keys(l)).toEqual(Object.keys(r))
      for (const [slot, numbers] of Object.entries(l)) expect(same(numbers, r[slot]!)).toBe(true)
    }),
    { numRuns: 5 },
  )
}

describe('chain', () => {
  it.each(Object.entries(links))('law: sgd is its identity, before and after %s', async (_, optimiser) => {
    await equalOn(chain(sgd, optimiser), optimiser)
    await equalOn(chain(optimiser, sgd), optimiser)
  })
  it('law: it is associative, slots and their names included', { timeout: 60_000 }, async () => {
    for (const [a, b, c] of fc.sample(fc.shuffledSubarray(triples, { minLength: 8, maxLength: 8 }), 1)[0]!)
      await equalOn(chain(chain(links[a]!, links[b]!), links[c]!), chain(links[a]!, chain(links[b]!, links[c]!)))
  })
  it('control: it does not commute: momentum of clipped gradients is not momentum, clipped', async () => {
    const [first, second] = [links.clipping!, links.momentum!]
    const [a, b] = [walked(chain(first, second)), walked(chain(second, first))]
    const n = { theta: [4, 0, 0, 0, 0, 0], direction: Array(6).fill(0), centre: Array(6).fill(0), rate: [0.5] }
    expect(same((await a(n)).theta!, (await b(n)).theta!)).toBe(false)
  })
  it('law: clipping, then momentum, then a schedule: m ← μ m + clip(g, c), θ ← θ − α(n) m, written out', async () => {
    const [bound, decay, to, over] = [1, 0.5, 0.125, 3]
    const run = walked(chain(clipping(bound), momentum({ decay }), scheduled({ shape: 'linear', to, over })))
    await fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const got = await run(n)
        const rate = n.rate[0]!
        const want = [0, 1, 2].reduce(
          ({ theta, m }, k) => {
            const apart = minus(theta, n.centre)
            const along = inner(n.direction, apart)
            const g = apart.map((x, i) => x + along * n.direction[i]!)
            const length = Math.sqrt(inner(g, g))
            const next = g.map((x, i) => decay * m[i]! + (length > bound ? (bound * x) / length : x))
            const alpha = rate + (k / over) * (to - rate)
            return { theta: theta.map((x, i) => x - alpha * next[i]!), m: next }
          },
          { theta: n.theta, m: n.theta.map(() => 0) },
        )
        // A clipped gradient is a few hundred roundings of one that is up to 8³ · 6 times longer, and a step carries it on.
        expect(near(got.theta!, want.theta, 2 ** 14, 64)).toBe(true)
        expect(near(got.m!, want.m, 2 ** 14, 64)).toBe(true)
        expect(got.batches).toEqual([3])
      }),
      { numRuns: 30 },
    )
  })
  it('law: two of a kind keep slots of their own: the mean of means is not that of one', async () => {
    const twice = chain(momentum({ decay: 0.5 }), momentum({ decay: 0.25 }))
    expect(Object.keys(twice.slots({} as Params))).toEqual(['m', 'm2'])
    const run = meaning({ theta: params(), g: params(), m: params(), m2: params() }, ({ g, ...slots }) => ({
      ...(twice.direction(slots, g).kept as { readonly m: Params; readonly m2: Params }),
      direction: twice.direction(slots, g).direction,
    }))
    const numbers = { theta: [0, 0, 0, 0, 0, 0], g: [1, 2, 3, 4, 5, 6], m: [2, 2, 2, 2, 2, 2], m2: [4, 4, 4, 4, 4, 4] }
    expect(await run(numbers)).toEqual({
      m: [2, 3, 4, 5, 6, 7],
      m2: [3, 4, 5, 6, 7, 8],
      direction: [3, 4, 5, 6, 7, 8],
    })
  })
  it('law: what Adam divides a rate by divides the gradient of what comes after it', async () => {
    const settings = { first: 0.5, second: 0.75, epsilon: 0.5 }
    const run = meaning(given, ({ theta, direction: g }) => {
      const begun = { ...chain(adam(settings), momentum({ decay: 0.5 })).slots(theta), theta }
      return {
        both: chain(adam(settings), momentum({ decay: 0.5 })).direction(begun, g).direction,
        alone: adam(settings).direction(begun, g).direction,
      }
    })
    await fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const { both, alone } = await run(n)
        expect(same(both, alone)).toBe(true)
        expect(
          near(
            alone,
            n.direction.map((g) => g / (Math.abs(g) + 0.5)),
            64,
          ),
        ).toBe(true)
      }),
      { numRuns: 20 },
    )
  })
})

describe('an optimiser', () => {
  const state = { theta: params(), gradient: params(), m: params(), v: params(positive), count: scalar(positive) }
  /** One step down ⟨g, θ⟩ at a rate, and along its direction at that rate. */
  const both = (optimiser: Optimiser) =>
    meaning({ ...state, rate: scalar(positive) }, ({ gradient, rate, ...slots }) => {
      const { direction, kept } = optimiser.direction(slots, gradient)
      const own = optimiser.step({ loss: (at: Params) => dot(gradient, at), rate })(slots) as typeof slots
      const mine = kept as Partial<typeof slots>
      return {
        direction,
        along: metaUpdate({ direction, rate })(slots.theta),
        own: own.theta,
        m: mine.m ?? slots.m,
        ownM: own.m ?? slots.m,
        v: mine.v ?? slots.v,
        ownV: own.v ?? slots.v,
      }
    })
  const numbers = numbersOf({ ...state, rate: scalar(positive) }, smallLayout)

  it.each([
    ['sgd', sgd],
    ['momentum', momentum()],
    ['adam', adam()],
  ] as const)('law: θ − α d is the step of %s, which keeps the same', (_, optimiser) => {
    const run = both(optimiser)
    return fc.assert(
      fc.asyncProperty(numbers, async (n) => {
        const { along, own, m, ownM, v, ownV } = await run(n)
        expect(near(along, own, 32, 8 * 8 * 8)).toBe(true)
        expect(same(m, ownM) && same(v, ownV)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })
  it('law: the direction of plain descent is the gradient, to the bit, however small', () => {
    const run = both(sgd)
    return fc.assert(
      fc.asyncProperty(numbers, fc.constantFrom(1, 1e-20), async (n, scale) => {
        const gradient = n.gradient.map((g) => scale * g)
        return same((await run({ ...n, gradient })).direction, gradient)
      }),
      { numRuns: 30 },
    )
  })
  it('may be anybody’s: one that keeps a count, and turns round', async () => {
    const turning = transformation({
      slots: () => ({ turns: literal(0) }),
      update: ({ turns }, move) => ({
        kept: { turns: add(turns, 1) },
        move: { ...move, direction: multiply(-1, move.direction) },
      }),
    })
    const run = walked(chain(turning, turning))
    const plain = walked(sgd)
    await fc.assert(
      fc.asyncProperty(cases, async (n) => {
        const { turns, turns2, theta } = await run(n)
        expect([turns, turns2]).toEqual([[3], [3]])
        expect(same(theta!, (await plain(n)).theta!)).toBe(true)
      }),
      { numRuns: 5 },
    )
  })
})
