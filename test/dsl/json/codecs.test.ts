import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { type Codec, fields, isRecord, list, optional, record } from '../../../src/dsl/json/composite.ts'
import { kindBy } from '../../../src/dsl/json/kinds.ts'
import { literalOf, name, number, positiveWhole, text, truth, whole } from '../../../src/dsl/json/plain-values.ts'
import { read } from '../../../src/dsl/json/read.ts'
import { anyNode } from '../../../src/dsl/json/references.ts'

const most = 1e9

/** Nodes 3 and 4 of a document are batches. */
const batches = [3, 4].map((id) => ({ _tag: 'Variable', id, name: 'B', kind: { _tag: 'Batch' } }) as const)
const kind = kindBy(
  anyNode({
    at: (n) => batches.find(({ id }) => id === n),
    numberOf: (node) => (node._tag === 'Variable' ? node.id : -1),
  }),
)

/** What a codec takes, as it is written and as it is read; and what it refuses. */
const cases: Readonly<
  Record<string, readonly [Codec<never>, readonly (readonly [unknown, unknown])[], readonly unknown[]]>
> = {
  whole: [
    whole as never,
    [0, 1, 7, most].map((n) => [n, n]),
    [-1, 0.5, most + 1, Number.NaN, Number.POSITIVE_INFINITY, '1', null, undefined, [1]],
  ],
  positiveWhole: [positiveWhole as never, [1, 2, most].map((n) => [n, n]), [0, -1, 1.5, most + 1, '1', true]],
  truth: [truth as never, [true, false].map((b) => [b, b]), [0, 1, 'true', null, undefined]],
  name: [
    name as never,
    ['a', 'θ₀', 'two words', 'x'.repeat(100)].map((s) => [s, s]),
    ['', 'x'.repeat(101), 'toString', '__proto__', 'constructor', 'a\nb', '\u0007', 1, null, undefined],
  ],
  text: [
    text as never,
    ['', 'toString', 'x'.repeat(2000)].map((s) => [s, s]),
    ['x'.repeat(2001), 'a\tb', 1, null, undefined],
  ],
  literalOf: [
    literalOf('one', 'two') as never,
    ['one', 'two'].map((s) => [s, s]),
    ['three', '', 1, 'One', 'toString', undefined],
  ],
  number: [
    number as never,
    [
      [1.5, 1.5],
      [0, 0],
      [-2e300, -2e300],
      ['Infinity', Number.POSITIVE_INFINITY],
      ['-Infinity', Number.NEGATIVE_INFINITY],
      ['-0', -0],
    ],
    [Number.NaN, Number.POSITIVE_INFINITY, 'NaN', '1', '0', '', 'toString', null, true, undefined],
  ],
  'a list of whole numbers': [
    list(whole) as never,
    [[], [3], Array(1000).fill(2)].map((l) => [l, l]),
    [[1, -1], ['1'], [-1, 1], Array(1001).fill(2), { length: 1 }, 'ab', null, undefined],
  ],
  'a record of whole numbers': [
    record(whole) as never,
    [{}, { a: 1, b: 0 }].map((r) => [r, r]),
    [
      { a: -1 },
      { a: 1, b: -1 },
      { toString: 1 },
      { '': 1 },
      [],
      [1],
      null,
      'a',
      undefined,
      Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`k${i}`, 1])),
    ],
  ],
  'a record of fields': [
    fields<{ a: number; b?: boolean | undefined }>('a pair', { a: whole, b: optional(truth) }) as never,
    [{ a: 1 }, { a: 0, b: true }, { a: 2, b: false }].map((r) => [r, r]),
    [
      {},
      { b: true },
      { a: -1 },
      { a: 1, b: 1 },
      { a: 1, b: null },
      { a: 1, c: 1 },
      { a: 1, toString: 1 },
      Object.create({ a: 1 }),
      [1],
      null,
      undefined,
    ],
  ],
  'a kind': [
    kind as never,
    [
      ['scalar', { _tag: 'Scalar' }],
      ['condition', { _tag: 'Condition' }],
      ['batch', { _tag: 'Batch' }],
      ['memory', { _tag: 'Memory' }],
      [{ params: 'h' }, { _tag: 'Params', network: 'h' }],
      [
        { names: ['a', 'b'], elements: ['scalar', { params: 'h' }] },
        { _tag: 'List', names: ['a', 'b'], elements: [{ _tag: 'Scalar' }, { _tag: 'Params', network: 'h' }] },
      ],
      [
        { rowsOf: 3, width: 7 },
        { _tag: 'Rows', batch: batches[0], width: 7 },
      ],
      [
        { rowsOf: 4, width: 'outputs' },
        { _tag: 'Rows', batch: batches[1], width: 'outputs' },
      ],
      [
        { rowsOf: 3, width: { examplesOf: 4 } },
        { _tag: 'Rows', batch: batches[0], width: { examplesOf: batches[1] } },
      ],
    ],
    [
      { rowsOf: 5, width: 7 },
      { rowsOf: 3, width: 0 },
      { rowsOf: 3 },
      { rowsOf: 3, width: { examplesOf: 9 } },
      { rowsOf: 3, width: { examplesOf: 4, more: 1 } },
      { rowsOf: 3, width: '' },
      { rowsOf: 3, width: null },
      'params',
      'Scalar',
      'toString',
      {},
      { params: '' },
      { params: 1 },
      { names: [], elements: [{ names: [], elements: [] }] },
      { names: [1], elements: [] },
      { elements: ['scalar'] },
      [],
      null,
      3,
      undefined,
    ],
  ],
}

describe('codecs of documents', () => {
  for (const [what, [codec, taken, refused]] of Object.entries(cases)) {
    it(`law: ${what} is read from what it is written as, and is what it says it is`, () => {
      for (const [written, value] of taken) {
        const decoded = codec.decode(written)
        expect(E.isRight(decoded) ? decoded.right : decoded).toEqual(value)
        if (E.isRight(decoded) && typeof value === 'number') expect(Object.is(decoded.right, value)).toBe(true)
        expect(codec.encode(value as never)).toEqual(written)
        expect(codec.is(value)).toBe(true)
      }
    })
    it(`law: ${what} is refused where it is none`, () => {
      for (const u of refused) expect([u, E.isLeft(codec.decode(u))]).toEqual([u, true])
    })
  }
  it('law: what is written of a value is no such value where it is written otherwise', () => {
    for (const u of ['-0', 'Infinity', null, undefined]) expect(number.is(u)).toBe(false)
    expect([kind.is('scalar'), list(whole).is([1, 'a']), record(whole).is({ a: 'a' }), record(whole).is([])]).toEqual([
      false,
      false,
      false,
      false,
    ])
    const pair = fields<{ a: number; b?: number | undefined }>('a pair', { a: whole, b: optional(whole) })
    expect([
      pair.is({ a: 1 }),
      pair.is({ a: 1, b: 2 }),
      pair.is({ a: 'x' }),
      pair.is({ a: 1, b: 'x' }),
      pair.is([]),
      pair.is(null),
    ]).toEqual([true, true, false, false, false, false])
    expect([optional(whole).is(undefined), optional(whole).is(1), optional(whole).is('x')]).toEqual([true, true, false])
    expect(optional(number).encode(-0)).toBe('-0')
    expect(optional(number).encode(undefined)).toBeUndefined()
    expect(list(number).encode([1, -0])).toEqual([1, '-0'])
    expect(record(number).encode({ a: Number.NEGATIVE_INFINITY })).toEqual({ a: '-Infinity' })
  })
  it('law: a record keeps the order of its entries, and fields come in their own', () => {
    const order = (of: E.Either<unknown, object>): readonly string[] => (E.isRight(of) ? Object.keys(of.right) : [])
    expect(order(record(whole).decode({ b: 1, a: 2, c: 3 }))).toEqual(['b', 'a', 'c'])
    expect(order(fields<{ b: number; a: number }>('two', { b: whole, a: whole }).decode({ a: 1, b: 2 }))).toEqual([
      'b',
      'a',
    ])
  })
  it('law: only what a JSON object becomes is a record', () => {
    expect([{}, { a: 1 }].map(isRecord)).toEqual([true, true])
    expect([[], null, undefined, 'a', 1, () => 0].map(isRecord)).toEqual([false, false, false, false, false, false])
  })
  it('law: what is left out of fields is left out of what is read and what is written', () => {
    const pair = fields<{ a: number; b?: number | undefined }>('a pair', { a: whole, b: optional(whole) })
    const decoded = pair.decode({ a: 1 })
    expect(E.isRight(decoded) && Object.keys(decoded.right)).toEqual(['a'])
    expect(Object.keys(pair.encode({ a: 1, b: undefined }) as object)).toEqual(['a'])
  })

  const nested = fields<{ rows: readonly { n: number }[]; by: Readonly<Record<string, number>> }>('a table', {
    rows: list(fields<{ n: number }>('a row', { n: whole })),
    by: record(positiveWhole),
  })
  const whatIsWrong = (u: unknown) => {
    const result = read(nested as Codec<unknown>, u)
    return E.isLeft(result) ? result.left : 'taken'
  }
  it.each<readonly [unknown, string, string, string]>([
    [{ rows: [{ n: 1 }, { n: -1 }], by: {} }, '.rows[1].n', '`n` must be a whole number from 0 to 1000000000', '-1'],
    [{ rows: [], by: { a: 1, b: 0 } }, '.by.b', '`b` must be a whole number from 1 to 1000000000', '0'],
    [{ rows: [3], by: {} }, '.rows[0]', '`[0]` must be a row', '3'],
    [{ rows: 'x', by: {} }, '.rows', '`rows` must be a list of at most 1000', '"x"'],
    [{ by: {} }, '.rows', '`rows` must be a list of at most 1000', 'nothing'],
    [
      { rows: [], by: {}, more: [1, 2] },
      '.more',
      '`more` must be left out: the fields of a table are rows, by',
      'a list of 2',
    ],
    [
      { rows: [], by: { toString: 1 } },
      '.by.toString',
      '`toString` must be called by a name: 1 to 100 characters, and none that objects of JavaScript have',
      '"toString"',
    ],
    [{ rows: [{}], by: {} }, '.rows[0].n', '`n` must be a whole number from 0 to 1000000000', 'nothing'],
    [null, '', 'it must be a table', 'null'],
    [{ rows: [], by: [] }, '.by', '`by` must be an object of at most 1000 entries', 'a list of 0'],
  ])('says of %j where and what', (u, path, rule, got) => expect(whatIsWrong(u)).toEqual({ path, rule, got }))
})
