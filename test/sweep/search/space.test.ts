import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { render } from '../../../src/fault.ts'
import { drawn, type Range, spaceFrom, spaceIn, valueAt } from '../../../src/sweep/search/index.ts'

const space = {
  rate: { from: 1e-3, to: 1, scale: 'log', whole: false },
  lambda: { from: 0.1, to: 10, scale: 'linear', whole: false },
  memory: { from: 50, to: 500, scale: 'linear', whole: true },
  optimiser: { among: ['sgd', 'adam'] },
  steps: { among: [1, 2, 5] },
} as const

describe('where options are looked for', () => {
  it('is the same from a command line and from JSON', () => {
    const text = 'rate=log:1e-3..1, lambda=0.1..10,memory=whole:50..500,optimiser=sgd|adam,steps=1|2|5'
    expect(spaceIn(text)).toEqual(E.right(space))
    const json = {
      rate: { from: 0.001, to: 1, scale: 'log' },
      lambda: { from: 0.1, to: 10 },
      memory: { from: 50, to: 500, whole: true },
      optimiser: ['sgd', 'adam'],
      steps: [1, 2, 5],
    }
    expect(spaceFrom(json)).toEqual(E.right(space))
  })
  it.each([
    ['rate', 'option=range'],
    ['rate=1..0', 'up to a greater one, got 1..0'],
    ['rate=log:0..1', 'must begin above 0'],
    ['rate=whole:0.5..2', 'whole numbers must go'],
    ['rate=sqrt:1..2', 'FROM..TO'],
    ['rate=1..x', 'up to a greater one, got 1..NaN'],
    ['optimiser=sgd|sgd', 'each once'],
    ['rate=1..2,rate=2..3', '`rate` more than once'],
  ])('refuses %s', (text, wrong) => {
    const found = spaceIn(text)
    expect(E.isLeft(found) ? render(found.left) : '').toContain(wrong)
  })
  it.each<readonly [unknown, string]>([
    [[], 'a list'],
    [{}, 'got none'],
    [{ rate: { from: 1 } }, '{"from":1}'],
    [{ rate: { from: 1, to: 2, scale: 'sqrt' } }, 'sqrt'],
    [{ rate: [] }, 'each once, got none'],
  ])('refuses %j', (json, wrong) => {
    const found = spaceFrom(json)
    expect(E.isLeft(found) ? render(found.left) : '').toContain(wrong)
  })
})

describe('what is drawn', () => {
  it('law: an option’s draw depends on seed, trial and its name, and on nothing that is looked for beside it', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1000), (seed, trial) => {
        const all = drawn(space, seed, trial)
        for (const name of Object.keys(space) as readonly (keyof typeof space)[])
          expect(drawn({ [name]: space[name] }, seed, trial)).toEqual({ [name]: all[name] })
        // A control: another seed, trial or name is another draw, but by chance.
        const rate = (name: string, s: number, t: number) => drawn({ [name]: space.rate }, s, t)[name]
        const others = [rate('rate', seed + 1, trial), rate('rate', seed, trial + 1), rate('outer', seed, trial)]
        expect(others.some((value) => value !== all.rate)).toBe(true)
      }),
    )
  })
  it('law: is in its range, and the ends of u are the ends of the range', () => {
    const range: fc.Arbitrary<Range> = fc.oneof(
      fc
        .tuple(
          fc.double({ min: 1e-6, max: 1, noNaN: true }),
          fc.double({ min: 1.1, max: 1e6, noNaN: true }),
          fc.constantFrom('linear' as const, 'log' as const),
        )
        .map(([from, to, scale]) => ({ from, to, scale, whole: false })),
      fc
        .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 10, max: 99 }))
        .map(([from, to]) => ({ from, to, scale: 'log' as const, whole: true })),
      fc.constant({ among: ['a', 'b', 'c'] }),
    )
    fc.assert(
      fc.property(range, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (of, u) => {
        const value = valueAt(of, u)
        if ('among' in of) {
          expect(of.among).toContain(value)
          return
        }
        expect(value).toBeGreaterThanOrEqual(of.from)
        expect(value).toBeLessThanOrEqual(of.to)
        if (of.whole) expect(Number.isInteger(value)).toBe(true)
        expect(Math.abs(Number(valueAt(of, 0)) / of.from - 1)).toBeLessThanOrEqual(5e-4)
      }),
    )
  })
  it('is spread as it is asked for: by logarithms, evenly, over whole numbers with both ends', () => {
    const draws = Array.from({ length: 2000 }, (_, trial) => drawn(space, 0, trial))
    const share = (holds: (of: (typeof draws)[number]) => boolean) => draws.filter(holds).length / draws.length
    // The deviation of a share of 2000 is at most √(¼ / 2000) ≈ 0.011: four of them.
    expect(Math.abs(share(({ rate }) => Number(rate) < 0.01) - 1 / 3)).toBeLessThan(0.045)
    expect(Math.abs(share(({ lambda }) => Number(lambda) < 3.4) - 1 / 3)).toBeLessThan(0.045)
    expect(Math.abs(share(({ optimiser }) => optimiser === 'adam') - 1 / 2)).toBeLessThan(0.045)
    const few = Array.from(
      { length: 200 },
      (_, trial) => drawn({ n: { from: 1, to: 3, scale: 'linear', whole: true } }, 0, trial).n,
    )
    expect([...new Set(few)].sort()).toEqual([1, 2, 3])
  })
})
