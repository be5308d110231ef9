import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  choose,
  count,
  decay,
  decodeOptions,
  defaults,
  nonNegativeNumber,
  type Option,
  oneOf,
  positive,
  unit,
} from '../../src/dsl/index.ts'
import { namedConstants, seenOf } from '../../src/dsl/options.ts'
import { render } from '../../src/fault.ts'

const options = {
  rate: positive(2, { symbol: 'α', about: 'a rate' }),
  least: nonNegativeNumber(3),
  share: unit(0.5),
  mean: decay(0.75),
  steps: count(4),
  tasks: count(5, { least: 2, per: 'task', symbol: 'n' }),
  form: oneOf(['plain', 'clipped'], 'clipped', { about: 'a form' }),
}
type Name = keyof typeof options

const never = [
  '',
  ' ',
  'x',
  '1x',
  null,
  undefined,
  true,
  [1],
  {},
  Number.NaN,
  Number.POSITIVE_INFINITY,
  'NaN',
  'Infinity',
]
/** What each takes and refuses, beside what no option of numbers takes. */
const ranges: Readonly<
  Record<
    Exclude<Name, 'form'>,
    readonly [taken: readonly number[], refused: readonly number[], range: string, extremes: readonly number[]]
  >
> = {
  rate: [[0.001, 1, 2.5, 1000], [0, -0.001, -1], 'a number > 0', [2 / 1024]],
  least: [[0, 0.5, 1000], [-0.001, -1], 'a number ≥ 0', [0]],
  share: [[0, 0.5, 1], [-0.001, 1.001, 2], 'a number in [0, 1]', [0, 1]],
  mean: [[0, 0.5, 0.999], [-0.001, 1, 2], 'a number in [0, 1)', [0, 1 - 2 ** -10]],
  steps: [[0, 1, 7, 1e9], [-1, 0.5, 1e9 + 1], 'a whole number ≥ 0', [0, 1]],
  tasks: [[2, 3, 1e9], [1, 0, 2.5, 1e9 + 1], 'a whole number ≥ 2', [2, 3]],
}

const decoded = (given: Readonly<Record<string, unknown>>) => decodeOptions('mine', options, given)
const said = (given: Readonly<Record<string, unknown>>): string => {
  const result = decoded(given)
  return E.isLeft(result) ? render(result.left) : 'taken'
}

describe('options', () => {
  for (const [name, [taken, refused, range, extremes]] of Object.entries(ranges)) {
    const option = options[name as Name] as Option<number, unknown>
    it(`law: ${name} takes ${range}, as a number and as text, and nothing else`, () => {
      expect(option.range).toBe(range)
      for (const value of taken) {
        expect(decoded({ [name]: value })).toEqual(E.right({ ...defaults(options), [name]: value }))
        expect(decoded({ [name]: ` ${value} ` })).toEqual(E.right({ ...defaults(options), [name]: value }))
        expect(option.codec.is(value)).toBe(true)
        expect(option.codec.encode(value)).toBe(value)
      }
      for (const value of [...refused, ...never]) {
        expect([value, E.isLeft(decoded({ [name]: value }))]).toEqual([value, true])
        expect(option.codec.is(value)).toBe(false)
      }
    })
    it(`law: the extremes of ${name} are at the ends of its range, and are taken`, () => {
      expect(option.extremes).toEqual(extremes)
      for (const value of extremes) expect(option.codec.is(value)).toBe(true)
    })
  }
  it('law: a form is one of its own, by its word', () => {
    const { form } = options
    expect([form.range, form.extremes, form.fallback]).toEqual([
      'one of plain, clipped',
      ['plain', 'clipped'],
      'clipped',
    ])
    expect(decoded({ form: 'plain' })).toEqual(E.right({ ...defaults(options), form: 'plain' }))
    expect([form.codec.is('plain'), form.codec.is('other'), form.codec.is(0)]).toEqual([true, false, false])
    expect([form.codec.encode('plain'), form.parse('plain')]).toEqual(['plain', 'plain'])
    for (const value of ['other', '', 1, null, ['plain']]) expect(E.isLeft(decoded({ form: value }))).toBe(true)
  })
  it('law: what is left out keeps its own value, and what is given last counts', () => {
    expect(defaults(options)).toEqual({
      rate: 2,
      least: 3,
      share: 0.5,
      mean: 0.75,
      steps: 4,
      tasks: 5,
      form: 'clipped',
    })
    expect(decoded({})).toEqual(E.right(defaults(options)))
    expect(decoded({ rate: 1, steps: '7' })).toEqual(E.right({ ...defaults(options), rate: 1, steps: 7 }))
  })
  it('law: numbers are seen as constants with their names, counts as numbers with theirs, forms as choices', () => {
    const seen = seenOf(options, { ...defaults(options), steps: 9, form: 'plain' })
    for (const name of ['rate', 'least', 'share', 'mean'] as const) expect(seen[name]).toEqual({ _tag: 'Option', name })
    expect([seen.steps, seen.tasks].map(({ value, counts }) => [counts.value, value])).toEqual([
      ['steps', 9],
      ['tasks', 5],
    ])
    expect(choose(seen.form, { plain: 1, clipped: 2 })).toBe(1)
    const own = seenOf(options, {})
    expect(own.steps.value).toBe(4)
    expect(choose(own.form, { plain: 1, clipped: 2 })).toBe(2)
  })
  it('law: notes are kept as they are given, and none are made up', () => {
    expect(options.rate).toMatchObject({ symbol: 'α', about: 'a rate' })
    expect(options.tasks).toMatchObject({ per: 'task', symbol: 'n' })
    expect(options.form).toMatchObject({ about: 'a form' })
    for (const option of [options.least, options.steps])
      expect([option.symbol, option.about, option.per]).toEqual([undefined, undefined, undefined])
    expect(Object.keys(options.tasks)).not.toContain('least')
  })
  it('every kind of named constant is listed once', () => {
    expect(namedConstants).toEqual([positive, nonNegativeNumber, unit, decay])
  })
  it('says what is wrong, and what was meant', () => {
    expect(said({ rate: -1 })).toContain('option `rate` must be a number > 0, got -1')
    expect(said({ rate: 'x' })).toContain('option `rate` must be a number > 0, got "x"')
    expect(said({ form: 'cliped' })).toContain('did you mean clipped?')
    expect(said({ rate: 'plain' })).not.toContain('did you mean')
    expect(said({ rat: 1 })).toContain('rate')
    expect(said({ toString: 1 })).toContain('option')
    expect(said({ rate: 1, least: -1 })).toContain('least')
    expect(said({ least: -1, rate: -1 })).toContain('`least`')
  })
})
