import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  add,
  type Batch,
  defaults,
  defineMethod,
  fresh,
  grad,
  gradientStep,
  innerLoop,
  join,
  loss,
  type Method,
  methodFromJson,
  methodToJson,
  multiply,
  named,
  overSamples,
  type Params,
  positive,
  scopesOf,
  shuffle,
  slot,
  subtract,
  take,
  topDown,
} from '../../../src/dsl/index.ts'
import { explain, formats } from '../../../src/interpreters/explain/index.ts'
import { eachOperation, method as randomMethod } from '../../../src/laws/arbitraries/index.ts'
import { methods } from '../../../src/methods/index.ts'

const plain = (method: Method, options: Parameters<typeof explain>[2] = {}): string =>
  explain(method, defaults(method.options), options)

/** What happens on a batch, line by line. */
const algorithm = (text: string): string =>
  (/\n(On each batch[\s\S]*?)(\n\nNotation|\n\nDepartures|$)/.exec(text)?.[1] ?? '').trimEnd()

/** A method without options or state, by what it does with θ on a batch. */
const doing = (
  step: (slots: { readonly theta: Params; readonly rate: Params; readonly batch: Batch }) => Params,
): Method =>
  defineMethod({
    name: 'doing',
    source: '',
    options: { gamma: positive(1, { symbol: 'γ' }) },
    state: (_o, theta0) => ({ rate: slot('α', theta0) }),
    onBatch: () => (slots) => ({ theta: step(slots) }),
  })

describe('an explanation', () => {
  it('depends on the program, not on the numbers of its variables', () => {
    fc.assert(
      fc.property(
        randomMethod,
        fc.constantFrom(...formats),
        fc.boolean(),
        fc.nat(50),
        (method, format, expand, gap) => {
          const one = plain(method, { format, expand })
          for (let i = 0; i < gap; i++) fresh('x', { _tag: 'Scalar' })
          expect(plain(method, { format, expand })).toBe(one)
        },
      ),
    )
  })

  it('exists in every format, for every method and operation, expanded or not', () => {
    for (const [, method] of [...Object.entries(methods), ...eachOperation])
      for (const format of formats)
        for (const expand of [false, true]) expect(plain(method, { format, expand }).length).toBeGreaterThan(100)
  })

  it('fits a terminal of 80 columns, and names nothing by what only the program knows', () => {
    fc.assert(
      fc.property(randomMethod, fc.boolean(), (method, expand) => {
        const text = plain(method, { expand })
        expect(text).not.toMatch(/undefined|NaN|\[object|Component|Lambda/)
      }),
    )
    for (const [, method] of Object.entries(methods))
      for (const expand of [false, true])
        for (const line of plain(method, { expand }).split('\n')) expect([...line].length).toBeLessThanOrEqual(80)
  })

  it('of a method that came back from JSON is that of the method, its counts by their names', () => {
    const comesBack = (method: Method): void => {
      const back = methodFromJson(JSON.parse(plain(method, { format: 'json' })))
      if (E.isLeft(back)) throw new Error(back.left.rule)
      expect(algorithm(plain(back.right))).toBe(algorithm(plain(method)))
    }
    for (const [, method] of Object.entries(methods)) comesBack(method)
    fc.assert(fc.property(randomMethod, comesBack))
  })

  it('as JSON is the method as JSON', () => {
    for (const [, method] of Object.entries(methods))
      expect(JSON.parse(plain(method, { format: 'json' }))).toEqual(
        JSON.parse(JSON.stringify(methodToJson(method, defaults(method.options)))),
      )
  })

  it('names a shared term once, and spells one that is used once where it is used', () => {
    const shared = doing(({ theta, rate }) => {
      const far = multiply(subtract(theta, rate), 3)
      return add(multiply(far, rate), far)
    })
    expect(algorithm(plain(shared))).toBe('On each batch B\n  1  v ← 3 (θ − α)\n  2  θ ← v ⊙ α + v')
    const single = doing(({ theta, rate }) => add(multiply(subtract(theta, rate), 3), rate))
    expect(algorithm(plain(single))).toBe('On each batch B\n  1  θ ← 3 (θ − α) + α')
  })

  it('names a shuffle that is used twice, however it is used, so that it does not look like two', () => {
    type Twice = (shuffled: Batch, at: Params, batch: Batch) => readonly [Params, Params]
    const orders = (twice: Twice): number => {
      const text = algorithm(
        plain(
          defineMethod({
            name: 'shuffled',
            source: '',
            options: {},
            state: (_o, theta0) => ({ anchor: slot('θ*', theta0) }),
            onBatch: () => (slots) => {
              const [theta, anchor] = twice(shuffle(slots.batch), slots.theta, slots.batch)
              return { theta, anchor }
            },
          }),
        ),
      )
      return [...text.matchAll(/shuffle\(B\)/g)].length
    }
    const slope = (examples: Batch, at: Params): Params => grad(loss(examples))(at)
    const uses: readonly Twice[] = [
      (s, at) => [slope(s, at), slope(s, at)],
      (s, at) => [slope(s, at), slope(take(s, 2), at)],
      // A small term that holds it may be spelled twice: not with the order in it.
      (s, at) => [slope(take(s, 2), at), slope(join(take(s, 2), s), at)],
      (s, at) => {
        const two = take(s, 2)
        return [slope(two, at), slope(two, multiply(2, at))]
      },
      (s, at) => [slope(s, at), grad((p: Params) => loss(s)(multiply(2, p)))(at)],
      (s, at) => [slope(s, at), overSamples(s, (p: Params, x) => add(p, slope(x, p)))(at)],
    ]
    expect(uses.map(orders)).toEqual(uses.map(() => 1))
    // Two orders look like two, and one that is used once needs no name.
    expect(orders((s, at, batch) => [slope(s, at), slope(shuffle(batch), at)])).toBe(2)
    expect(orders((s, at) => [at, slope(s, at)])).toBe(1)
  })

  it('prints as many shuffles as a program has', () => {
    const moves = fc.array(fc.record({ op: fc.nat(3), a: fc.nat(5), b: fc.nat(5) }), { minLength: 3, maxLength: 7 })
    let several = 0
    fc.assert(
      fc.property(moves, fc.array(fc.nat(6), { minLength: 3, maxLength: 5 }), (all, read) => {
        const shuffled = doing(({ theta, batch }) => {
          const from = (have: readonly Batch[], i: number): Batch => have[i % have.length]!
          const batches = all.reduce<readonly Batch[]>(
            (have, { op, a, b }) => [
              ...have,
              op === 0
                ? take(from(have, a), 2)
                : op === 1
                  ? join(from(have, a), from(have, b))
                  : shuffle(from(have, a)),
            ],
            [batch],
          )
          return read.reduce((at, i) => subtract(at, grad(loss(from(batches, i)))(theta)), theta)
        })
        const { updates } = shuffled.program(defaults(shuffled.options)).handlers.onBatch!
        const nodes = topDown(Object.values(updates), (s) => scopesOf(s).flatMap(({ terms }) => terms))
        const shuffles = [...nodes].filter(({ _tag }) => _tag === 'Shuffle').length
        several += shuffles > 1 ? 1 : 0
        expect([...algorithm(plain(shuffled)).matchAll(/shuffle\(/g)].length).toBe(shuffles)
      }),
      { numRuns: 100 },
    )
    expect(several).toBeGreaterThan(10)
  })

  it('grows by a line, not twofold, with each term that is shared', () => {
    const towers = (height: number): number =>
      plain(
        doing(({ theta }) =>
          Array.from({ length: height }).reduce<Params>((v) => multiply(add(v, 1), add(v, 2)), theta),
        ),
      ).length
    expect(towers(60)).toBeLessThan(8_000)
  })

  it('of a slot whose old value is still read keeps both apart', () => {
    const swapped = defineMethod({
      name: 'swap',
      source: '',
      options: {},
      state: (_o, theta0) => ({ anchor: slot('θ*', theta0) }),
      onBatch: () => (slots) => ({ theta: slots.anchor, anchor: slots.theta }),
    })
    expect(algorithm(plain(swapped))).toBe('On each batch B\n  1  θ*′ ← θ\n  2  θ ← θ*\n  3  θ* ← θ*′')
  })

  it('knows nothing of a combinator and still prints it, by its name and its parts', () => {
    const mine = doing(({ theta, rate }) => named('myOwn', { theta, rate, times: 3 }, add(theta, rate)))
    expect(algorithm(plain(mine))).toBe('On each batch B\n  1  θ ← myOwn(θ, α, 3)')
    expect(algorithm(plain(mine, { expand: true }))).toBe('On each batch B\n  1  θ ← θ + α')
  })

  it('prints a loop as a loop, by the symbol of its count, even where another count has the same value', () => {
    const { emcl } = methods as { readonly emcl: Method }
    const values = defaults(emcl.options)
    for (const k of [2, 3, 7]) {
      const text = algorithm(explain(emcl, { ...values, innerSteps: k, glances: 3 }))
      expect(text).toContain('for i = 1 … 3:')
      expect(text).toContain('for j = 1 … k:')
    }
  })

  it('counts from 0 where a step reads the number of its iteration', () => {
    const counting = doing(({ theta }) => innerLoop<Params>(4, (at, i) => multiply(i, at))(theta))
    expect(algorithm(plain(counting))).toBe('On each batch B\n  1  for i = 0 … 3:\n  2    θ ← i θ')
  })

  it('control: a step printed by its notation is printed by its definition', () => {
    const step = defineMethod({
      name: 'step',
      source: '',
      options: { rate: positive(1, { symbol: 'γ' }) },
      state: () => ({}),
      onBatch: (o) => (slots) => ({
        theta: gradientStep({ loss: slots.loss(slots.batch), rate: o.rate })(slots.theta),
      }),
    })
    expect(algorithm(plain(step))).toBe('On each batch B\n  1  θ ← θ − γ∇L_B(θ)')
    expect(plain(step, { expand: true })).toBe(plain(step))
  })
})
