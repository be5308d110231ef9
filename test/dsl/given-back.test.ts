import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { defaults, defineMethod, gradientStep, type Method, positive } from '../../src/dsl/index.ts'
import { programOf } from '../../src/experiment/index.ts'

/** A method as it may be written where no types are checked. */
const untyped = (parts: Readonly<Record<string, unknown>>): Method =>
  defineMethod({
    ...{ name: 'mine', source: 'a test', options: { rate: positive(0.1) }, state: () => ({}) },
    ...parts,
  } as never)

const judged = (method: Method) => programOf({ name: './mine.js', method, options: defaults(method.options) })

interface Sees {
  readonly theta: unknown
  readonly batch: never
  readonly loss: (batch: never) => unknown
}

const returning = (f: (sees: Sees) => unknown): Method => untyped({ onBatch: () => f })

const wrong: readonly (readonly [string, Method, string])[] = [
  ['a number for theta', returning(() => ({ theta: 5 })), 'the number `5`'],
  ['a text', returning(() => ({ theta: 'x' })), 'the text `x`'],
  ['an objective', returning(({ loss, batch }) => ({ theta: loss(batch) })), 'a function'],
  ['nothing for theta', returning(() => ({ theta: undefined })), 'nothing'],
  ['terms in an object', returning(({ theta }) => ({ theta: { theta } })), 'an object'],
  ['terms in a list', returning(({ theta }) => [theta]), 'a list'],
  ['a term itself', returning(({ theta }) => theta), 'a term'],
  ['a number', returning(() => 5), 'the number `5`'],
  ['nothing', returning(() => undefined), 'nothing'],
  ['a promise', returning(async ({ theta }) => ({ theta })), 'a promise'],
  ['a slot that is none', returning(({ theta }) => ({ thetta: theta })), 'the text `thetta`'],
  ['no function', untyped({ onBatch: 'x' }), 'the text `x`'],
  ['no function of slots', untyped({ onBatch: () => 5 }), 'the number `5`'],
  ['nothing at batches', untyped({}), 'nothing'],
  ['a state that is none', untyped({ state: () => 5, onBatch: () => () => ({}) }), 'the number `5`'],
  ['no state at all', untyped({ state: undefined, onBatch: () => () => ({}) }), 'nothing'],
  ['a slot that begins as a text', untyped({ state: () => ({ x: 'y' }), onBatch: () => () => ({}) }), 'the text `y`'],
  ['networks that are none', untyped({ networks: () => 5, onBatch: () => () => ({}) }), 'the number `5`'],
  [
    'another slot than theta in a prediction',
    untyped({
      state: () => ({ x: 0 }),
      onBatch:
        () =>
        ({ theta, x }: { readonly theta: unknown; readonly x: unknown }) => ({ theta, x }),
      predict:
        () =>
        ({ x }: { readonly x: unknown }) => ({ x }),
    }),
    'the text `x`',
  ],
]

describe('what the functions of a method give back', () => {
  it.each(wrong)('is refused where it is %s, with the place in the file', (_, method, got) => {
    const result = judged(method)
    expect(result).toMatchObject({ left: { where: './mine.js', code: 2, got } })
    expect(E.isLeft(result) && result.left.path?.[0]).toMatch(/test\/dsl\/given-back\.test\.ts:\d+:\d+$/)
  })

  it.each([
    ['a number', returning(() => 5), 'for example return { theta: … }; the slots are theta'],
    ['an objective', returning(({ loss, batch }) => ({ theta: loss(batch) })), 'are functions: give them parameters'],
    ['a text', returning(() => ({ theta: 'x' })), 'terms are built from the slots by the functions of the language'],
    ['no function', untyped({ onBatch: 'x' }), 'onBatch: (o) => …'],
    ['a state that is none', untyped({ state: () => 5, onBatch: () => () => ({}) }), 'state: () => ({})'],
  ])('says what would be right where it is %s', (_, method, hint) => {
    const result = judged(method)
    expect(E.isLeft(result) && result.left.hint).toContain(hint)
  })

  it('is refused where it throws, with the line that throws', () => {
    const thrown = judged(
      returning(() => {
        throw new TypeError('no such thing')
      }),
    )
    expect(thrown).toMatchObject({
      left: { got: 'no such thing', rule: 'the handlers of the method must build their terms' },
    })
    expect(E.isLeft(thrown) && thrown.left.path).toHaveLength(1)
  })

  it('is taken where it is right', () => {
    const step = ({ theta, batch, loss }: Sees) => ({
      theta: gradientStep({ loss: loss(batch) as never, rate: 0.1 })(theta as never),
    })
    expect(E.isRight(judged(returning(step)))).toBe(true)
    const atEnd = untyped({
      onBatch: () => () => ({}),
      onTaskEnd:
        () =>
        ({ theta, data, loss }: { readonly theta: unknown; readonly data: never; readonly loss: never }) =>
          step({ theta, batch: data, loss }),
    })
    expect(E.isRight(judged(atEnd))).toBe(true)
  })
})

describe('a method that learns nothing', () => {
  const nothing = 'handlers that leave it as it is: nothing would be learned'
  it.each([
    ['gives no values', returning(() => ({}))],
    ['gives theta as it is', returning(({ theta }) => ({ theta }))],
    [
      'changes a slot that no prediction looks at',
      untyped({
        state: () => ({ x: 0, y: 1 }),
        onBatch:
          () =>
          ({ y }: { readonly y: unknown }) => ({ x: y }),
      }),
    ],
  ])('is refused: it %s', (_, method) => {
    expect(judged(method)).toMatchObject({ left: { got: nothing } })
  })

  it('a method whose predictions are made from another slot learns', () => {
    const method = untyped({
      state: (_: unknown, theta0: unknown) => ({ fast: theta0 }),
      onBatch:
        () =>
        ({ fast, batch, loss }: Sees & { readonly fast: never }) => ({
          fast: gradientStep({ loss: loss(batch) as never, rate: 0.1 })(fast),
        }),
      predict:
        () =>
        ({ fast }: { readonly fast: unknown }) => ({ theta: fast }),
    })
    expect(E.isRight(judged(method))).toBe(true)
  })

  it('a program that is none is refused', () => {
    expect(judged({ ...untyped({}), program: () => 5 as never })).toMatchObject({ left: { got: 'number' } })
  })
})
