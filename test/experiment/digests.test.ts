import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { DataSet, Examples } from '../../src/data/index.ts'
import { digestOf } from '../../src/digest.ts'
import {
  canonicalProgram,
  decodeProgram,
  defaults,
  defineMethod,
  encodeProgram,
  gradientStep,
  type Method,
  type MethodProgram,
  multiply,
  positive,
  type Values,
} from '../../src/dsl/index.ts'
import { type ExperimentSettings, prepared, type RunStarted, startedOf } from '../../src/experiment/index.ts'
import { methods } from '../../src/methods/index.ts'
import { differences } from '../../src/records/index.ts'
import { benchmarkNamed } from '../../src/streams/index.ts'
import { right } from './digits.ts'

const digestAt = (method: Method, values: Values = {}): string =>
  digestOf(canonicalProgram(method.program({ ...defaults(method.options), ...values })))

/** The program with its variables renamed and renumbered, what is shared still shared. */
const renamed = (program: MethodProgram): MethodProgram => {
  const copies = new Map<object, unknown>()
  const copy = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (copies.has(value)) return copies.get(value)
    const made: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {}
    copies.set(value, made)
    for (const [key, of] of Object.entries(value)) Object.assign(made, { [key]: copy(of) })
    if ('_tag' in made && made._tag === 'Variable')
      Object.assign(made, { id: 1e6 + Number(made.id), name: `${made.name}′` })
    return made
  }
  return copy(program) as MethodProgram
}

const all = Object.values(methods)

/** Descent at a factor that is part of the program. */
const scaled = (factor: number, name = 'scaled'): Method =>
  defineMethod({
    name,
    source: 'a test',
    options: { rate: positive(0.1) },
    state: () => ({}),
    onBatch:
      (o) =>
      ({ theta, batch, loss }) => ({
        theta: gradientStep({ loss: loss(batch), rate: multiply(factor, o.rate) })(theta),
      }),
  })

describe('the digest of a program', () => {
  it('law: programs that differ in the numbers and names of variables only have one, for every method', () => {
    for (const method of all) {
      const program = method.program(defaults(method.options))
      const digest = digestOf(canonicalProgram(program))
      expect(digestAt(method)).toBe(digest)
      expect(digestOf(canonicalProgram(renamed(program)))).toBe(digest)
      expect(digestOf(canonicalProgram(right(decodeProgram(encodeProgram(program)))))).toBe(digest)
    }
    expect(digestAt(scaled(2, 'called otherwise'))).toBe(digestAt(scaled(2)))
  })

  it('law: the value of a named constant isn’t in it; a form or a count that shapes the program is', () => {
    for (const method of all)
      for (const [name, option] of Object.entries(method.options)) {
        const seen = option.seen(name, option.fallback)
        const named = typeof seen === 'object' && seen !== null && '_tag' in seen && seen._tag === 'Option'
        if (named) expect(digestAt(method, { [name]: 0.625 })).toBe(digestAt(method))
        for (const other of option.extremes ?? [])
          if (typeof other === 'string' && other !== option.fallback)
            expect([method.name, name, digestAt(method, { [name]: other }) === digestAt(method)]).toEqual([
              method.name,
              name,
              false,
            ])
      }
    expect(digestAt(methods.er!, { memory: 7 })).not.toBe(digestAt(methods.er!, { memory: 8 }))
  })

  it('control: other programs have others, down to one number', () => {
    expect(new Set(all.map((method) => digestAt(method))).size).toBe(all.length)
    expect(digestAt(scaled(0.5))).not.toBe(digestAt(scaled(0.25)))
  })
})

const examples = (count: number, of: (i: number) => number): Examples => ({
  count,
  inputShape: [4, 4],
  classes: 10,
  copyInput: () => {},
  label: of,
})
const data: DataSet = {
  name: 'mnist',
  train: examples(60, (i) => i % 10),
  test: examples(20, (i) => i % 10),
  source: 'here',
}
const benchmark = right(benchmarkNamed('permuted-mnist'))
const asked: ExperimentSettings = {
  name: 'finetune',
  method: methods.finetune!,
  options: defaults(methods.finetune!.options),
  benchmark,
  seeds: [3],
  tasks: 2,
  samples: 30,
  evaluate: 'test',
  backend: 'wasm',
}
const started = (changed: Partial<ExperimentSettings> = {}, on: DataSet = data): RunStarted => {
  const settings = { ...asked, ...changed }
  const ready = right(prepared(settings)(on))
  return startedOf(settings, ready, ready.streams[0]!, { name: 'wasm' })
}
const told = (here: RunStarted): readonly string[] =>
  differences(started(), here).map((words) => words.replace(/ [0-9a-f]{12} there and [0-9a-f]{12} here$/, ''))

describe('what differs between two runs', () => {
  it('nothing between two of the same, wherever the data lies', () => {
    expect(told(started())).toEqual([])
    expect(told(started({ folder: 'elsewhere' }, { ...data, source: 'elsewhere' }))).toEqual([])
    expect(told(started({ epochs: 1, batch: benchmark.batch, network: benchmark.network }))).toEqual([])
    expect(differences(started(), { ...started(), backend: 'auto' })).toEqual([])
  })

  it('each change is told by its name', () => {
    const constant = { ...asked.options, rate: 0.625 }
    const examplesOf = (shift: number) => examples(60, (i) => (i + shift) % 10)
    const cases: readonly (readonly [RunStarted, readonly string[]])[] = [
      [started({ options: constant }), [`\`option rate\` ${asked.options.rate} there and 0.625 here`]],
      [started({ method: scaled(2) }), ['`digest of the program`']],
      [started({}, { ...data, train: examplesOf(1) }), ['`digest of the data`']],
      [started({}, { ...data, digest: '0123456789ab' }), ['`digest of the data`']],
      [started({ tasks: 3 }), ['`tasks` 2 there and 3 here']],
      [started({ network: 'mlp-10' }), ['`network` mlp there and mlp-10 here']],
      [started({ benchmark: { ...benchmark, heads: 'task' } }), ['`digest of the network`']],
      [
        started(
          { benchmark: { ...benchmark, normalise: true } },
          { ...data, statistics: { mean: [0], deviation: [1] } },
        ),
        ['`normalise` not set there and true here'],
      ],
      [started({ epochs: 2 }), ['`epochs` not set there and 2 here']],
      [started({ evaluate: 'validation' }), ['`evaluate` test there and validation here']],
      [
        started({}, { ...data, test: examples(21, (i) => i % 10) }),
        ['`digest of the protocol`', '`digest of the data`'],
      ],
      [started({ measures: ['fisher'] }), ['`measures` not set there and fisher here']],
    ]
    for (const [here, words] of cases) expect(told(here)).toEqual(words)
    const { versions } = started()
    expect(told({ ...started(), versions: { ...versions, retain: '0.0.1' } })).toEqual([
      `\`version of Retain\` ${versions.retain} there and 0.0.1 here`,
    ])
  })

  it('every digest that differs is a difference', () => {
    const here = started()
    if (here.format === 1) throw new Error('records are of form 2')
    for (const name of ['program', 'network', 'protocol', 'data'] as const)
      expect(told({ ...here, digests: { ...here.digests, [name]: '0123456789ab' } })).toEqual([
        `\`digest of the ${name}\``,
      ])
  })
})

describe('a method whose handlers build no terms', () => {
  it('is a fault before anything is run', () => {
    const odd = {
      ...scaled(1),
      program: (values: Values) => ({ ...scaled(1).program(values), state: { a: 5 as never } }),
    }
    expect(E.isLeft(prepared({ ...asked, method: odd })(data))).toBe(true)
  })
})
