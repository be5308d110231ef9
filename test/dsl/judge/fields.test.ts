import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeProgram, type Kind, kindOf, type Syntax } from '../../../src/dsl/index.ts'
import { render } from '../../../src/fault.ts'

type Written = Readonly<Record<string, unknown>>

/** A value of each sort that there is. */
const sorts = {
  scalar: 'a scalar',
  params: 'parameters of `learner`',
  other: 'parameters of `h`',
  condition: 'a condition',
  truths: 'a condition on each coordinate of `learner`',
  otherTruths: 'a condition on each coordinate of `h`',
  batch: 'a batch',
  memory: 'a memory',
  vectors: 'a list over tasks of parameters of `learner`',
  numbers: 'a list over tasks of a scalar',
  several: 'several results, which are read through `Component`',
} as const
type SortName = keyof typeof sorts
const everySort = Object.keys(sorts) as readonly SortName[]

const variable = (kind: unknown): Written => ({ _tag: 'Variable', name: 'v', kind })
const kinds = {
  scalar: 'scalar',
  params: { params: 'learner' },
  other: { params: 'h' },
  batch: 'batch',
  memory: 'memory',
  vectors: { names: [], elements: [{ params: 'learner' }] },
}

/** Nodes by name; those of the sorts, variables of their own to bind, and some that only one field takes. */
const nodes: Readonly<Record<string, Written>> = {
  params: variable(kinds.params),
  other: variable(kinds.other),
  batch: variable('batch'),
  memory: variable('memory'),
  vectors: variable(kinds.vectors),
  numbers: variable({ names: [], elements: ['scalar'] }),
  scalar: { _tag: 'Literal', value: 2 },
  condition: { _tag: 'Compare', operator: 'less', left: '@scalar', right: '@scalar' },
  truths: { _tag: 'Compare', operator: 'less', left: '@params', right: '@scalar' },
  otherTruths: { _tag: 'Compare', operator: 'less', left: '@scalar', right: '@other' },
  i: variable('scalar'),
  s: variable('scalar'),
  several: { _tag: 'Loop', times: 1, index: '@i', bound: ['@s'], initial: ['@scalar'], next: ['@s'] },
  j: variable('scalar'),
  p: variable(kinds.params),
  loop: { _tag: 'Loop', times: 1, index: '@j', bound: ['@p'], initial: ['@params'], next: ['@p'] },
  coordinates: { _tag: 'Coordinates', network: 'learner', count: 3, iterations: [] },
  shuffle: { _tag: 'Shuffle', batch: '@batch', iterations: [] },
  ...Object.fromEntries(
    Object.entries(kinds).flatMap(([sort, kind]) => [1, 2].map((n) => [`$${sort}${n}`, variable(kind)])),
  ),
}
const place = new Map(Object.keys(nodes).map((name, i) => [name, i]))

/** Names in a node become the numbers of the nodes that have them. */
const numbered = (u: unknown): unknown =>
  typeof u === 'string' && u.startsWith('@')
    ? place.get(u.slice(1))
    : Array.isArray(u)
      ? u.map(numbered)
      : typeof u === 'object' && u !== null
        ? Object.fromEntries(Object.entries(u).map(([key, value]) => [key, numbered(value)]))
        : u

const document = (...more: readonly Written[]): unknown => ({
  method: 'one node',
  options: {},
  state: {
    theta0: place.get('params'),
    slots: {},
    nodes: [...Object.values(nodes).map(numbered), ...more.map(numbered)],
  },
  handlers: {},
})

/** What is said of a node, `undefined` if it is taken. */
const said = (...more: readonly Written[]): string | undefined => {
  const result = decodeProgram(document(...more))
  return E.isLeft(result) ? render(result.left) : undefined
}

/** How the sort of a node is spelled: what a field that takes no such thing says that it got. */
const sortOf = (node: Written): string => {
  const own = place.size
  const probe = { _tag: 'Measure', measure: 'loss', parameters: own, batch: own }
  return /, got (.*)\.$/m.exec(said(node, probe) ?? '')?.[1] ?? 'nothing'
}

/** The node with something else at the end of a path such as `times.samplesOf` or `bound[0]`. */
const changed = (of: unknown, path: readonly string[], to: unknown): unknown => {
  const [key, ...rest] = path
  if (key === undefined) return to
  if (Array.isArray(of)) return of.map((entry, i) => (String(i) === key ? changed(entry, rest, to) : entry))
  const fields = of as Written
  return { ...fields, [key]: changed(fields[key], rest, to) }
}
const at = (node: Written, path: string, to: unknown): Written =>
  changed(node, path.replace(/\[(\d+)\]/g, '.$1').split('.'), to) as Written

interface Case {
  readonly node: Written
  readonly gives: string
  /** For each field that a node stands in, the sorts that it takes as long as the others are as they are. */
  readonly takes?: Readonly<Record<string, readonly SortName[]>>
  /** For each field that a variable stands in, the kinds that it takes. */
  readonly binds?: Readonly<Record<string, readonly (keyof typeof kinds)[]>>
  /** Lists that must have as many entries as they have. */
  readonly counted?: readonly string[]
  /** Lists that must have an entry. */
  readonly some?: readonly string[]
}

const numeric = ['scalar', 'params', 'other'] as const
const valued = everySort.filter((sort) => sort !== 'several')
const several = sorts.several

const cases: Readonly<Record<string, Case>> = {
  Literal: { node: { _tag: 'Literal', value: 1 }, gives: sorts.scalar },
  Unary: { node: { _tag: 'Unary', operator: 'negate', of: '@other' }, gives: sorts.other, takes: { of: numeric } },
  Binary: {
    node: { _tag: 'Binary', operator: 'add', left: '@params', right: '@scalar' },
    gives: sorts.params,
    takes: { left: numeric, right: ['scalar', 'params'] },
  },
  'Binary of a scalar and a vector': {
    node: { _tag: 'Binary', operator: 'add', left: '@scalar', right: '@other' },
    gives: sorts.other,
    takes: { left: ['scalar', 'other'], right: numeric },
  },
  'Binary of scalars': {
    node: { _tag: 'Binary', operator: 'add', left: '@scalar', right: '@scalar' },
    gives: sorts.scalar,
  },
  Compare: {
    node: { _tag: 'Compare', operator: 'less', left: '@params', right: '@scalar' },
    gives: sorts.truths,
    takes: { left: numeric, right: ['scalar', 'params'] },
  },
  'Compare of scalars': {
    node: { _tag: 'Compare', operator: 'equal', left: '@scalar', right: '@scalar' },
    gives: sorts.condition,
  },
  Select: {
    node: { _tag: 'Select', condition: '@truths', then: '@params', otherwise: '@scalar' },
    gives: sorts.params,
    takes: { condition: ['condition', 'truths'], then: ['scalar', 'params'], otherwise: ['scalar', 'params'] },
  },
  'Select of scalars': {
    node: { _tag: 'Select', condition: '@condition', then: '@scalar', otherwise: '@scalar' },
    gives: sorts.scalar,
    takes: { condition: ['condition', 'truths', 'otherTruths'], then: numeric, otherwise: numeric },
  },
  'Select by truths': {
    node: { _tag: 'Select', condition: '@otherTruths', then: '@scalar', otherwise: '@scalar' },
    gives: sorts.other,
    takes: { then: ['scalar', 'other'], otherwise: ['scalar', 'other'] },
  },
  Like: {
    node: { _tag: 'Like', of: '@other', value: '@scalar' },
    gives: sorts.other,
    takes: { of: ['params', 'other'], value: ['scalar'] },
  },
  Reduce: { node: { _tag: 'Reduce', operator: 'sum', of: '@params' }, gives: sorts.scalar, takes: { of: numeric } },
  Only: { node: { _tag: 'Only', of: '@other', groups: [] }, gives: sorts.other, takes: { of: ['params', 'other'] } },
  Apply: {
    node: { _tag: 'Apply', network: 'h', parameters: '@other', to: '@params', grid: 0 },
    gives: sorts.params,
    takes: { parameters: ['other'], to: ['params', 'other'] },
  },
  Coordinates: {
    node: { _tag: 'Coordinates', network: 'learner', count: 3, iterations: ['@$scalar1'] },
    gives: 'parameters of `3 coordinates`',
    binds: { 'iterations[0]': ['scalar'] },
  },
  Pick: {
    node: { _tag: 'Pick', of: '@params', coordinates: '@coordinates' },
    gives: 'parameters of `3 coordinates`',
    takes: { of: ['params'], coordinates: [] },
  },
  Measure: {
    node: { _tag: 'Measure', measure: 'loss', parameters: '@params', batch: '@batch' },
    gives: sorts.scalar,
    takes: { parameters: ['params'], batch: ['batch'] },
  },
  Gradient: {
    node: { _tag: 'Gradient', bound: ['@$params1'], body: '@scalar', at: ['@params'] },
    gives: several,
    takes: { body: ['scalar'], 'at[0]': ['params'] },
    binds: { 'bound[0]': ['params'] },
    counted: ['bound', 'at'],
  },
  FirstOrder: {
    node: { _tag: 'FirstOrder', of: '@truths' },
    gives: sorts.truths,
    takes: { of: [...numeric, 'condition', 'truths', 'otherTruths'] },
  },
  Loop: {
    node: { _tag: 'Loop', times: 2, index: '@$scalar1', bound: ['@$params1'], initial: ['@params'], next: ['@scalar'] },
    gives: several,
    takes: { 'initial[0]': ['params'], 'next[0]': ['scalar', 'params'] },
    binds: { index: ['scalar'], 'bound[0]': ['params'] },
    counted: ['bound', 'initial', 'next'],
  },
  'Loop of a scalar': {
    node: { _tag: 'Loop', times: 0, index: '@$scalar1', bound: ['@$scalar2'], initial: ['@scalar'], next: ['@scalar'] },
    gives: several,
    takes: { 'initial[0]': ['scalar'], 'next[0]': ['scalar'] },
  },
  'Loop over samples': {
    node: {
      _tag: 'Loop',
      times: { samplesOf: '@batch', size: 1 },
      index: '@$scalar1',
      sample: '@$batch1',
      bound: ['@$params1'],
      initial: ['@params'],
      next: ['@params'],
    },
    gives: several,
    takes: { 'times.samplesOf': ['batch'] },
    binds: { sample: ['batch'] },
  },
  Along: {
    node: { _tag: 'Along', operator: 'sum', loop: '@loop', bound: ['@$params1'], body: '@other' },
    gives: sorts.other,
    takes: { loop: [], body: numeric },
    binds: { 'bound[0]': ['params'] },
    counted: ['bound'],
  },
  Expectation: {
    node: { _tag: 'Expectation', batch: '@batch', size: 1, sample: '@$batch1', index: '@$scalar1', body: ['@other'] },
    gives: several,
    takes: { batch: ['batch'], 'body[0]': numeric },
    binds: { sample: ['batch'], index: ['scalar'] },
    some: ['body'],
  },
  Component: { node: { _tag: 'Component', of: '@loop', index: 0 }, gives: sorts.params, takes: { of: ['several'] } },
  Join: {
    node: { _tag: 'Join', first: '@batch', second: '@batch' },
    gives: sorts.batch,
    takes: { first: ['batch'], second: ['batch'] },
  },
  Take: { node: { _tag: 'Take', batch: '@batch', from: 0, size: 1 }, gives: sorts.batch, takes: { batch: ['batch'] } },
  Shuffle: {
    node: { _tag: 'Shuffle', batch: '@batch', iterations: ['@$scalar1'] },
    gives: sorts.batch,
    takes: { batch: ['batch'] },
    binds: { 'iterations[0]': ['scalar'] },
  },
  Draw: {
    node: { _tag: 'Draw', memory: '@memory', count: 1, replacement: true, iterations: ['@$scalar1'] },
    gives: sorts.batch,
    takes: { memory: ['memory'] },
    binds: { 'iterations[0]': ['scalar'] },
  },
  Relabel: {
    node: { _tag: 'Relabel', batch: '@batch', parameters: '@params', iterations: ['@$scalar1'] },
    gives: sorts.batch,
    takes: { batch: ['batch'], parameters: ['params'] },
    binds: { 'iterations[0]': ['scalar'] },
  },
  SoftLabels: {
    node: { _tag: 'SoftLabels', batch: '@batch', parameters: '@params' },
    gives: sorts.batch,
    takes: { batch: ['batch'], parameters: ['params'] },
  },
  EveryLabel: { node: { _tag: 'EveryLabel', batch: '@batch' }, gives: sorts.batch, takes: { batch: ['batch'] } },
  Place: { node: { _tag: 'Place', shuffle: '@shuffle', example: 0 }, gives: sorts.scalar, takes: { shuffle: [] } },
  Reservoir: { node: { _tag: 'Reservoir', capacity: 1, inclusive: true }, gives: sorts.memory },
  Ring: { node: { _tag: 'Ring', capacity: 1 }, gives: sorts.memory },
  Push: {
    node: { _tag: 'Push', memory: '@memory', batch: '@batch', iterations: ['@$scalar1'] },
    gives: sorts.memory,
    takes: { memory: ['memory'], batch: ['batch'] },
    binds: { 'iterations[0]': ['scalar'] },
  },
  EmptyList: {
    node: { _tag: 'EmptyList', names: [], elements: ['@other'] },
    gives: 'a list over tasks of parameters of `h`',
    takes: { 'elements[0]': numeric },
    counted: ['elements'],
  },
  'EmptyList of slots': {
    node: { _tag: 'EmptyList', names: ['a', 'b'], elements: ['@params', '@scalar'] },
    gives: 'a list over tasks of parameters of `learner` and a scalar',
    counted: ['elements'],
  },
  Append: {
    node: { _tag: 'Append', list: '@vectors', values: ['@params'] },
    gives: sorts.vectors,
    takes: { list: ['vectors'], 'values[0]': ['params'] },
    counted: ['values'],
  },
  MapTasks: {
    node: {
      _tag: 'MapTasks',
      over: '@vectors',
      bound: ['@$params1'],
      index: '@$scalar1',
      names: [],
      body: ['@scalar'],
    },
    gives: sorts.numbers,
    takes: { over: ['vectors'], 'body[0]': [...numeric, 'batch'] },
    binds: { 'bound[0]': ['params'], index: ['scalar'] },
    counted: ['bound', 'body'],
  },
  'MapTasks over a memory': {
    node: {
      _tag: 'MapTasks',
      over: '@memory',
      bound: ['@$batch1'],
      index: '@$scalar1',
      names: ['a'],
      body: ['@params'],
    },
    gives: sorts.vectors,
    takes: { over: ['memory'] },
    binds: { 'bound[0]': ['batch'] },
    counted: ['bound', 'body'],
  },
  Total: {
    node: { _tag: 'Total', operator: 'mean', list: '@vectors' },
    gives: sorts.params,
    takes: { list: ['vectors', 'numbers'] },
  },
  'Total like something': {
    node: { _tag: 'Total', operator: 'sum', list: '@numbers', like: '@scalar' },
    gives: sorts.scalar,
    takes: { like: numeric },
  },
  ConeProjection: {
    node: { _tag: 'ConeProjection', constraints: '@vectors', gradient: '@params', margin: '@scalar', ridge: '@scalar' },
    gives: sorts.params,
    takes: { constraints: ['vectors'], gradient: ['params'], margin: ['scalar'], ridge: ['scalar'] },
  },
  When: {
    node: { _tag: 'When', condition: '@condition', then: ['@params'], otherwise: ['@scalar'] },
    gives: several,
    takes: { condition: ['condition'], 'then[0]': numeric, 'otherwise[0]': ['scalar', 'params'] },
    counted: ['then', 'otherwise'],
  },
  Combinator: {
    node: {
      _tag: 'Combinator',
      name: 'mine',
      parts: { a: { node: '@scalar' }, f: { bound: ['@$params1'], body: '@scalar' }, n: { number: 1 } },
      definition: ['@truths'],
    },
    gives: sorts.truths,
    takes: { 'definition[0]': valued, 'parts.a.node': valued, 'parts.f.body': valued },
    some: ['definition'],
  },
  'Combinator of several': {
    node: { _tag: 'Combinator', name: 'mine', parts: {}, definition: ['@scalar', '@params'] },
    gives: several,
  },
}

/** Nodes as terms: names in a node become the terms that have them. */
const terms = new Map<string, Syntax>()
const termOf = (name: string): Syntax => {
  const known = terms.get(name)
  if (known !== undefined) return known
  const made = termAs(nodes[name]!)
  terms.set(name, made)
  return made
}
const kindFrom = (written: unknown): Kind => {
  if (typeof written === 'string') return { _tag: `${written[0]!.toUpperCase()}${written.slice(1)}` } as Kind
  const { params, names, elements } = written as { params?: string; names?: string[]; elements?: unknown[] }
  return params === undefined
    ? { _tag: 'List', names: names!, elements: elements!.map(kindFrom) }
    : { _tag: 'Params', network: params }
}
const termAs = (u: unknown): Syntax => {
  const go = (of: unknown): unknown =>
    typeof of === 'string' && of.startsWith('@')
      ? termOf(of.slice(1))
      : Array.isArray(of)
        ? of.map(go)
        : typeof of === 'object' && of !== null
          ? Object.fromEntries(Object.entries(of).map(([key, value]) => [key, go(value)]))
          : of
  const { kind, ...rest } = u as Written
  return go(kind === undefined ? rest : { ...rest, kind: kindFrom(kind) }) as Syntax
}

/** How a kind is spelled by the judge; a condition on each coordinate is of the kind of its parameters. */
const spelledKind = (kind: Kind): string => {
  switch (kind._tag) {
    case 'Params':
      return `parameters of \`${kind.network}\``
    case 'List':
      return `a list over tasks of ${kind.elements.map(spelledKind).join(' and ')}`
    default:
      return `a ${kind._tag.toLowerCase()}`
  }
}

describe('a node of the language', () => {
  for (const [what, { node, gives, takes = {}, binds = {}, counted = [], some = [] }] of Object.entries(cases)) {
    it(`${what}: is taken, and gives ${gives}`, () => {
      expect(said(node)).toBeUndefined()
      expect(sortOf(node)).toBe(gives)
    })
    it(`law: ${what}: its kind is its sort, wherever it is a value`, () => {
      const due = gives.replace('a condition on each coordinate', 'parameters')
      if (gives !== several) expect(spelledKind(kindOf(termAs(node)))).toBe(due)
    })
    /** Of all that could stand in a field, exactly what it takes is taken; the rest is refused at the node. */
    const exactly = (path: string, admitted: readonly string[], all: readonly (readonly [string, string])[]) => {
      const taken = all.filter(([, written]) => {
        const message = said(at(node, path, written))
        if (message !== undefined) expect(message).toContain(`in        state.nodes[${place.size}].`)
        return message === undefined
      })
      expect(taken.map(([name]) => name).sort()).toEqual([...admitted].sort())
    }
    for (const [path, admitted] of Object.entries(takes))
      it(`law: ${what}: \`${path}\` takes ${admitted.join(', ') || 'one node only'}`, () =>
        exactly(
          path,
          admitted,
          everySort.map((sort) => [sort, `@${sort}`]),
        ))
    for (const [path, admitted] of Object.entries(binds))
      it(`law: ${what}: \`${path}\` takes a variable: ${admitted.join(', ')}`, () =>
        exactly(
          path,
          admitted,
          Object.keys(kinds).map((kind) => [kind, `@$${kind}2`]),
        ))
    for (const list of counted)
      it(`law: ${what}: \`${list}\` takes no entry more and none less`, () => {
        const entries = node[list] as readonly unknown[]
        expect(said(at(node, list, entries.slice(1)))).toContain(`in        state.nodes[${place.size}].`)
        const more = list === 'bound' ? '@$params2' : list === 'names' ? 'z' : entries[0]
        expect(said(at(node, list, [...entries, more]))).toContain(`in        state.nodes[${place.size}].`)
      })
    for (const list of some)
      it(`law: ${what}: \`${list}\` needs an entry`, () => expect(said(at(node, list, []))).toBeDefined())
  }
  it('with several results: each is read by its number, and there is none beyond', () => {
    const own = place.size
    const sides = {
      _tag: 'When',
      condition: '@condition',
      then: ['@params', '@scalar'],
      otherwise: ['@params', '@scalar'],
    }
    const component = (index: number): Written => ({ _tag: 'Component', of: own, index })
    const probe = { _tag: 'Measure', measure: 'loss', parameters: own + 1, batch: own + 1 }
    expect(said(sides, component(0), probe)).toContain('got parameters of `learner`')
    expect(said(sides, component(1), probe)).toContain('got a scalar')
    expect(said(sides, component(2))).toContain('`index` must be below 2')
  })
  it('law: the kind of a result is that of what it is the result of', () => {
    const kinds = (name: string): readonly string[] => {
      const of = termAs(cases[name]!.node)
      return [0, 1].map((index) => spelledKind(kindOf({ _tag: 'Component', of, index })))
    }
    // Beyond the last there is none, and a scalar stands for it.
    for (const name of ['Gradient', 'Loop', 'When']) expect(kinds(name)).toEqual([sorts.params, sorts.scalar])
    expect(kinds('Expectation')).toEqual([sorts.other, sorts.scalar])
    expect(kinds('Combinator of several')).toEqual([sorts.scalar, sorts.params])
    expect(kinds('Loop of a scalar')).toEqual([sorts.scalar, sorts.scalar])
  })
  it('a loop binds a sample if and only if it goes over samples', () => {
    expect(said({ ...cases['Loop over samples']!.node, sample: undefined })).toContain('must bind its sample')
    expect(said({ ...cases.Loop!.node, sample: '@$batch1' })).toContain('only a loop over samples binds a sample')
  })
})
