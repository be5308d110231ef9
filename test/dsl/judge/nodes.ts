import * as E from 'fp-ts/lib/Either.js'
import { decodeProgram } from '../../../src/dsl/index.ts'
import { render } from '../../../src/fault.ts'

export type Written = Readonly<Record<string, unknown>>

/** A value of each sort that there is. */
export const sorts = {
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
export type SortName = keyof typeof sorts
export const everySort = Object.keys(sorts) as readonly SortName[]

export const variable = (kind: unknown): Written => ({ _tag: 'Variable', name: 'v', kind })
export const kinds = {
  scalar: 'scalar',
  params: { params: 'learner' },
  other: { params: 'h' },
  batch: 'batch',
  memory: 'memory',
  vectors: { names: [], elements: [{ params: 'learner' }] },
}

/** Nodes by name; those of the sorts, variables of their own to bind, and some that only one field takes. */
const unnamed: Readonly<Record<string, Written>> = {
  params: variable(kinds.params),
  other: variable(kinds.other),
  scalar: { _tag: 'Literal', value: 2 },
  memory: { _tag: 'Reservoir', capacity: 3, inclusive: false },
  batch: { _tag: 'Draw', memory: '@memory', count: 2, replacement: true, iterations: [] },
  vectors: { _tag: 'EmptyList', names: [], elements: ['@params'] },
  numbers: { _tag: 'EmptyList', names: [], elements: ['@scalar'] },
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
    Object.entries(kinds).flatMap(([sort, kind]) => [1, 2, 3].map((n) => [`$${sort}${n}`, variable(kind)])),
  ),
}
export const nodes: Readonly<Record<string, Written>> = Object.fromEntries(
  Object.entries(unnamed).map(([name, node]) => [name, node._tag === 'Variable' ? { ...node, name } : node]),
)
export const place = new Map(Object.keys(nodes).map((name, i) => [name, i]))

/** Names in a node become the numbers of the nodes that have them. */
const numbered = (u: unknown): unknown =>
  typeof u === 'string' && u.startsWith('@')
    ? place.get(u.slice(1))
    : Array.isArray(u)
      ? u.map(numbered)
      : typeof u === 'object' && u !== null
        ? Object.fromEntries(Object.entries(u).map(([key, value]) => [key, numbered(value)]))
        : u

/** A program that has the nodes, some more after them, and slots that are nodes by number. */
export const document = (more: readonly Written[], slots: Readonly<Record<string, number>> = {}): unknown => ({
  method: 'one node',
  options: {},
  networks: { h: { hidden: [2], activation: 'tanh', initialisation: 'fanInUniform' } },
  state: {
    theta0: place.get('params'),
    networks: { h: place.get('other') },
    slots,
    nodes: [...Object.values(nodes).map(numbered), ...more.map(numbered)],
  },
  handlers: {},
})

/** What is said of a node, `undefined` if it is taken. */
export const said = (...more: readonly Written[]): string | undefined => saidOf(document(more))
export const saidOf = (program: unknown): string | undefined => {
  const result = decodeProgram(program)
  return E.isLeft(result) ? render(result.left) : undefined
}

/** How the sort of a node is spelled: what a field that takes no such thing says that it got. */
export const sortOf = (node: Written): string => {
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
export const at = (node: Written, path: string, to: unknown): Written =>
  changed(node, path.replace(/\[(\d+)\]/g, '.$1').split('.'), to) as Written

export interface Case {
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

export const numeric = ['scalar', 'params', 'other'] as const
const valued = everySort.filter((sort) => sort !== 'several')
export const several = sorts.several

export const cases: Readonly<Record<string, Case>> = {
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
    takes: { coordinates: [], of: ['params'] },
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
