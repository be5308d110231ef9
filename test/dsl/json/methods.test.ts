import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  count,
  decay,
  decodeOptions,
  defaults,
  defineMethod,
  gradientStep,
  innerLoop,
  type Method,
  methodFromJson,
  methodToJson,
  multiply,
  nonNegativeNumber,
  oneOf,
  type Params,
  positive,
  unit,
} from '../../../src/dsl/index.ts'
import { render } from '../../../src/fault.ts'

const method = defineMethod({
  name: 'mine',
  source: 'a test',
  deviations: ['one', 'two'],
  options: {
    rate: positive(0.5, { symbol: 'α', about: 'a rate' }),
    least: nonNegativeNumber(0),
    share: unit(0.25, { about: 'a share' }),
    mean: decay(0.9),
    steps: count(3, { symbol: 'k' }),
    form: oneOf(['plain', 'other'], 'other', { about: 'a form' }),
  },
  state: () => ({}),
  onBatch:
    (o) =>
    ({ theta, batch, loss }) => ({
      theta: innerLoop(o.steps, (at: Params) =>
        gradientStep({ loss: loss(batch), rate: multiply(o.rate, o.share) })(at),
      )(theta),
    }),
})
const values = defaults(method.options)

interface Document {
  format: string
  version: unknown
  source: unknown
  deviations: unknown
  options: Record<string, Record<string, unknown>>
  program: { options: Record<string, unknown> } & Record<string, unknown>
}
const document = (): Document => JSON.parse(JSON.stringify(methodToJson(method, values))) as Document
const read = (u: unknown): Method => {
  const result = methodFromJson(u)
  if (E.isLeft(result)) throw new Error(render(result.left))
  return result.right
}
const refusal = (change: (of: Document) => void): string => {
  const of = document()
  change(of)
  const result = methodFromJson(of)
  return E.isLeft(result) ? render(result.left) : 'taken'
}

describe('a method as JSON', () => {
  it('says what it is, and of each option whether it can be set still', () => {
    const { program, ...rest } = document()
    expect(rest).toEqual({
      format: 'retain-method',
      version: 1,
      source: 'a test',
      deviations: ['one', 'two'],
      options: {
        rate: { symbol: 'α', about: 'a rate', range: 'a number > 0', fixed: false },
        least: { range: 'a number ≥ 0', fixed: false },
        share: { about: 'a share', range: 'a number in [0, 1]', fixed: false },
        mean: { range: 'a number in [0, 1)', fixed: false },
        steps: { symbol: 'k', range: '3, fixed when the program was written', fixed: true },
        form: { about: 'a form', range: 'other, fixed when the program was written', fixed: true },
      },
    })
    expect(program.method).toBe('mine')
    expect(program.options).toEqual(values)
  })
  it('is written at the values that are given, and at its own where none is', () => {
    const written = methodToJson(method, { ...values, steps: 4, rate: 2 }) as Document
    expect(written.options.steps!.range).toBe('4, fixed when the program was written')
    expect(written.program.options).toMatchObject({ steps: 4, rate: 2 })
    const { steps: _, ...rest } = values
    expect((methodToJson(method, rest) as Document).options.steps!.range).toBe('3, fixed when the program was written')
  })
  it('comes back with its options, within their ranges and with their words', () => {
    const back = read(document())
    expect([back.name, back.source, back.deviations]).toEqual(['mine', 'a test', ['one', 'two']])
    for (const name of ['rate', 'least', 'share', 'mean'] as const) {
      const [was, is] = [method.options[name]!, back.options[name]!]
      for (const field of ['range', 'symbol', 'about', 'fallback'] as const) expect(is[field]).toEqual(was[field])
      for (const value of [-1, 0, 0.5, 1, 2, 'x']) expect(is.codec.is(value)).toBe(was.codec.is(value))
    }
    expect(Object.keys(back.options.least!)).not.toContain('symbol')
    expect(Object.keys(back.options.form!)).not.toContain('symbol')
    expect(back.options.steps).toMatchObject({ symbol: 'k', fallback: 3 })
    expect(back.options.form).toMatchObject({ about: 'a form', fallback: 'other' })
    for (const name of ['least', 'steps']) expect(Object.keys(back.options[name]!)).not.toContain('about')
  })
  it('takes of what was fixed the one value that it has, as a number or as the text of a flag', () => {
    const back = read(document())
    const taken = (given: Readonly<Record<string, unknown>>): boolean =>
      E.isRight(decodeOptions('mine', back.options, given))
    expect([taken({ steps: 3 }), taken({ steps: '3' }), taken({ form: 'other' })]).toEqual([true, true, true])
    expect([
      taken({ steps: 4 }),
      taken({ steps: '4' }),
      taken({ form: 'plain' }),
      taken({ steps: '' }),
      taken({ steps: ' ' }),
    ]).toEqual([false, false, false, false, false])
    expect(back.options.steps!.seen('steps', 3)).toBe(3)
  })
  it('is a program at the values it is given, and of those that it was written with', () => {
    const back = read(document())
    expect(back.program({ ...values, rate: 2 }).options).toEqual({ ...values, rate: 2 })
    expect(back.program({}).options).toEqual(values)
  })

  it.each<readonly [string, (of: Document) => void, string]>([
    [
      'another format',
      (of) => {
        of.format = 'other'
      },
      '`format` must be one of retain-method, got "other"',
    ],
    [
      'another version',
      (of) => {
        of.version = 2
      },
      '`version` must be 1, got 2',
    ],
    [
      'a source that is no text',
      (of) => {
        of.source = 1
      },
      '`source` must be a text of at most 2000 characters, got 1',
    ],
    [
      'deviations that are no list',
      (of) => {
        of.deviations = 'one'
      },
      '`deviations` must be a list of at most 1000, got "one"',
    ],
    [
      'an option without a range',
      (of) => {
        delete of.options.rate!.range
      },
      '`range` must be a text of at most 2000 characters, got nothing.\n  in        options.rate.range',
    ],
    [
      'an option that is neither fixed nor not',
      (of) => {
        of.options.rate!.fixed = 1
      },
      '`fixed` must be true or false, got 1',
    ],
    [
      'a range that nobody can check',
      (of) => {
        of.options.rate!.range = 'a number > 7'
      },
      'the range of an option that can be set must be one of a number > 0, a number ≥ 0, a number in [0, 1], a number in [0, 1), got `a number > 7`.\n  in        options.rate.range',
    ],
    [
      'a range that objects of JavaScript have',
      (of) => {
        of.options.rate!.range = 'toString'
      },
      'the range of an option that can be set must be one of',
    ],
    [
      'a value outside its range',
      (of) => {
        of.program.options.rate = -1
      },
      'option `rate` must be a number > 0, got -1.\n  in        program.options.rate',
    ],
    [
      'an option without a value',
      (of) => {
        delete of.program.options.least
      },
      'a declared option must have a value, got nothing.\n  in        program.options.least',
    ],
    [
      'a value that is not declared',
      (of) => {
        delete of.options.least
      },
      'an option must be declared in `options`, got least.\n  in        program.options.least',
    ],
    [
      'a field too many',
      (of) => {
        Object.assign(of, { more: 1 })
      },
      '`more` must be left out: the fields of a method are format, version, source, deviations, options, program',
    ],
    [
      'something wrong inside its program',
      (of) => {
        of.program.method = ''
      },
      '`method` must be a name: 1 to 100 characters, and none that objects of JavaScript have, got "".\n  in        program.method',
    ],
  ])('is refused with %s', (_, change, message) => expect(refusal(change)).toContain(message))
  it('control: without a change it is taken', () => expect(refusal(() => {})).toBe('taken'))
})
