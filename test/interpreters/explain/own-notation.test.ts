import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  add,
  type Count,
  canonicalProgram,
  count,
  decodeProgram,
  defaults,
  defineMethod,
  encodeProgram,
  grad,
  innerLoop,
  lambda,
  type Maths,
  type Method,
  maths,
  methodFromJson,
  multiply,
  type Notation,
  named,
  type Objective,
  type Params,
  positive,
  type Scalar,
  slot,
  subtract,
  sum,
} from '../../../src/dsl/index.ts'
import { explain, type Format } from '../../../src/interpreters/explain/index.ts'
import { troubleIn } from './latex-grammar.ts'

const { call, indexed, letterOf, minus, nabla, numeral, part, power, product, quotient, row, summed, symbol, word } =
  maths

/** A user's own step: some steps down a loss, from where it is at, in the user's own notation. */
const descent =
  (notation: Notation | undefined) =>
  ({ loss, rate, steps }: { readonly loss: Objective; readonly rate: Scalar; readonly steps: number | Count }) =>
  (at: Params): Params =>
    named(
      'descent',
      { loss: lambda(loss, at), rate, steps, at },
      innerLoop<Params>(steps, (p) => subtract(p, multiply(rate, grad(loss)(p))))(at),
      notation,
    )

const methodWith = (notation: Notation | undefined, at: (theta: Params) => Params = (theta) => theta): Method =>
  defineMethod({
    name: 'mine',
    source: '',
    options: { rate: positive(1, { symbol: 'γ' }), steps: count(5, { symbol: 'k' }) },
    state: () => ({}),
    onBatch: (o) => (slots) => ({
      theta: descent(notation)({ loss: slots.loss(slots.batch), rate: o.rate, steps: o.steps })(at(slots.theta)),
    }),
  })

const read = (method: Method): Method => {
  const back = methodFromJson(JSON.parse(explain(method, defaults(method.options), { format: 'json' })))
  if (E.isLeft(back)) throw new Error(back.left.rule)
  return back.right
}

/** What happens on a batch, and what is told of the notation: of the method, and the same once it was JSON. */
const printed = (method: Method, format: Format = 'unicode', expand = false): string => {
  const text = (of: Method): string =>
    (
      /(On each batch|\\subsection\*\{On each)[\s\S]*/.exec(
        explain(of, defaults(method.options), { format, expand }),
      )?.[0] ?? ''
    ).trimEnd()
  expect(text(read(method))).toBe(text(method))
  return text(method)
}

const down: Notation = {
  writes: row(power(symbol('D', part('rate')), part('steps')), ' ', letterOf('loss', 'L'), '(', part('at'), ')'),
  notes: [row('D^k L(θ) is where ', part('steps'), ' steps down L from θ lead')],
}

describe('a combinator of one’s own', () => {
  it('is printed in the notation that it brings, and so is what became JSON and was read', () => {
    expect(printed(methodWith(down))).toBe(
      [
        'On each batch B',
        '  1  θ ← D_γ^k L(θ)',
        '       where L(θ) = L_B(θ)',
        '',
        'Notation',
        '  · D^k L(θ) is where k steps down L from θ lead',
        '  · L with examples as its index is their mean loss',
      ].join('\n'),
    )
    expect(printed(methodWith(down), 'latex')).toContain('D_{\\gamma}^{k}')
  })

  it('is by its name and its parts where it brings none, or one of parts that it has not', () => {
    expect(printed(methodWith(undefined))).toContain('θ ← descent(L_B, γ, k, θ)')
    expect(printed(methodWith({ writes: call('D', part('rat')) }))).toContain('θ ← descent(L_B, γ, k, θ)')
    expect(printed(methodWith(down), 'unicode', true)).toContain('for i = 1 … k:')
  })

  it('makes no other program', () => {
    const canonical = (notation: Notation | undefined): unknown =>
      canonicalProgram(methodWith(notation).program({ rate: 1, steps: 5 }))
    expect(canonical(down)).toEqual(canonical(undefined))
    expect(canonical(down)).not.toEqual(canonicalProgram(methodWith(down).program({ rate: 1, steps: 6 })))
  })

  it('is its definition where that is what it says', () => {
    expect(printed(methodWith({}))).toContain('for i = 1 … k:')
  })

  it('gives its result and its parts the symbols that it says', () => {
    const twice = (of: Params, notation: Notation): Params => named('twice', { of }, multiply(2, of), notation)
    const doing = (notation: Notation): string =>
      printed(
        defineMethod({
          name: 'mine',
          source: '',
          options: {},
          state: () => ({}),
          onBatch: () => (slots) => {
            const gradient = grad(slots.loss(slots.batch))(slots.theta)
            return { theta: subtract(slots.theta, twice(add(gradient, multiply(3, slots.theta)), notation)) }
          },
        }),
      )
    const writes = product(numeral(2), part('of'))
    expect(doing({ writes })).toContain('θ ← θ − 2 (∇L_B(θ) + 3 θ)')
    expect(doing({ writes, gives: 'Q' })).toContain('Q ← 2 (∇L_B(θ) + 3 θ)\n  2  θ ← θ − Q')
    expect(doing({ writes, calls: { of: 'g' } })).toContain('g ← ∇L_B(θ) + 3 θ\n  2  θ ← θ − 2 g')
  })

  it('has a part that stands twice named once it is long', () => {
    const both: Notation = {
      writes: minus(part('at'), product(part('rate'), call(nabla(letterOf('loss', 'L')), part('at')))),
    }
    const text = printed(methodWith(both, (theta) => add(multiply(2, theta), 1)))
    expect(text).toContain('v ← 2 θ + 1')
    expect(text).toContain('θ ← v − γ∇L(v)')
  })
})

describe('the words of a notation', () => {
  const penalty = (writes: Maths, strength: (lambda: Scalar) => Scalar, wide: boolean): string => {
    const method = defineMethod({
      name: 'mine',
      source: '',
      options: { lambda: positive(1, { symbol: 'λ' }) },
      state: (_, theta0) => ({ weights: slot('w', theta0) }),
      onBatch: (o) => (slots) => {
        const weight = wide ? slots.weights : o.lambda
        const parts = { strength: strength(o.lambda), weight, at: slots.theta }
        return { theta: add(slots.theta, named('p', parts, sum(slots.theta), { writes })) }
      },
    })
    return /θ ← θ \+ (.*)$/m.exec(printed(method))?.[1] ?? ''
  }
  const squares = summed(product(part('weight'), power(part('at'), numeral(2))))
  const half = quotient(part('strength'), numeral(2))

  it('multiply coordinate by coordinate what has one value a parameter, and say so', () => {
    expect(penalty(product(part('weight'), part('at')), (l) => l, true)).toBe('w ⊙ θ')
    expect(penalty(product(part('weight'), part('at')), (l) => l, false)).toBe('λ θ')
  })

  it('sum the coordinates of symbols by their index', () => {
    expect(penalty(squares, (l) => l, true)).toBe('Σₘ wₘ θₘ²')
    expect(penalty(squares, (l) => l, false)).toBe('Σₘ λ θₘ²')
  })

  it('cancel a number, and only that', () => {
    expect(penalty(half, (l) => l, true)).toBe('λ/2')
    expect(penalty(half, (l) => multiply(2, l), true)).toBe('λ')
    expect(penalty(half, (l) => multiply(3, l), true)).toBe('3 λ / 2')
  })

  it('keep indices where they are given', () => {
    expect(penalty(indexed(part('at'), word('k')), (l) => l, true)).toBe('θₖ')
  })
})

describe('a notation that is read', () => {
  /** What is wrong with the program whose combinator has this in its notation. */
  const refusal = (own: object): string => {
    const text = JSON.stringify(encodeProgram(methodWith({ gives: 'Q' }).program({ rate: 1, steps: 5 })))
    const back = decodeProgram(JSON.parse(text.replace('{"gives":"Q"}', () => JSON.stringify(own))))
    return E.isLeft(back) ? back.left.rule : 'read'
  }
  const deep = (levels: number): object =>
    Array.from({ length: levels }).reduce<object>((of) => ({ _tag: 'Root', of }), { _tag: 'Word', text: 'a' })

  it('is mathematics with the fields that it has, as deep as is allowed, and nothing else', () => {
    expect(refusal({})).toBe('read')
    expect(refusal(down)).toBe('read')
    expect(refusal({ writes: deep(60) })).toBe('read')
    expect(refusal({ writes: deep(70) })).toMatch(/at most 64 deep/)
    expect(refusal({ writes: deep(4_000) })).toMatch(/at most 64 deep/)
    expect(refusal({ written: {} })).toMatch(/left out: the fields of a notation are/)
    expect(refusal({ writes: { _tag: 'toString' } })).toMatch(/must be mathematics/)
    expect(refusal({ writes: { _tag: 'Word', text: 3 } })).toMatch(/must be a text/)
    expect(refusal({ writes: { _tag: 'Word', text: 'a', more: 1 } })).toMatch(
      /left out: the fields of mathematics `Word`/,
    )
    expect(refusal({ writes: { _tag: 'Part', part: 'at', as: 'any', indices: [] } })).toMatch(/must be one of term/)
    expect(refusal({ notes: 'a' })).toMatch(/must be a list/)
    expect(refusal({ gives: ['Q'] })).toMatch(/must be a text/)
  })

  it('writes nothing into LaTeX but mathematics, whatever its words are', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 6 }),
        fc.constantFrom('', '\\input{a}', '%', '$', '}', '_^'),
        (a, b) => {
          const text = `${a}${b}`
          const writes = row(
            text,
            word(text),
            symbol(text, word(text)),
            ' ',
            part('at'),
            call(text, letterOf('loss', text)),
          )
          const method = methodWith({ writes, notes: [row(text)], gives: text, calls: { at: text } })
          for (const at of [method, { ...method, options: { ...method.options, rate: positive(1, { symbol: text }) } }])
            expect(troubleIn(explain(at, defaults(at.options), { format: 'latex' }))).toBeUndefined()
        },
      ),
    )
  })
})
