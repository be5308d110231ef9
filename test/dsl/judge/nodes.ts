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
  rows: 'rows of `outputs`',
  column: 'rows of one number',
  otherColumn: 'rows of one number',
  rowTruths: 'a condition on each number of rows of `outputs`',
  batch: 'a batch',
  memory: 'a memory',
  episodes: 'episodes',
  steps: 'steps',
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
  episodes: 'episodes',
  vectors: { names: [], elements: [{ params: 'learner' }] },
  rows: { rowsOf: '@batch', width: 'outputs' },
}

/** Nodes by name; those of the sorts, variables of their own to bind, and some that only one field takes. */
const unnamed: Readonly<Record<string, Written>> = {
  params: variable(kinds.params),
  other: variable(kinds.other),
  scalar: { _tag: 'Literal', value: 2 },
  memory: { _tag: 'Reservoir', capacity: 3, inclusive: false },
  batch: { _tag: 'Draw', memory: '@memory', count: 2, replacement: true, iterations: [] },
  otherBatch: { _tag: 'Draw', memory: '@memory', count: 2, replacement: true, iterations: [] },
  rows: { _tag: 'FieldOf', batch: '@batch', field: 'targets' },
  column: { _tag: 'FieldOf', batch: '@batch', field: 'weight' },
  otherColumn: { _tag: 'FieldOf', batch: '@otherBatch', field: 'weight' },
  rowTruths: { _tag: 'Compare', operator: 'less', left: '@rows', right: '@scalar' },
  features: { _tag: 'Features', parameters: '@params', batch: '@batch', layer: 'layer1', side: 'features' },
  matrix: { _tag: 'Matrix', rows: 'outputs', columns: 'features:layer1' },
  perOutput: { _tag: 'Matrix', rows: '1', columns: 'outputs' },
  eachTensor: { _tag: 'PerTensor', operator: 'sum', of: '@params' },
  factors: { _tag: 'KroneckerIdentity', of: '@params' },
  copies: { _tag: 'Copies', of: '@params', count: 2 },
  vectors: { _tag: 'EmptyList', names: [], elements: ['@params'] },
  numbers: { _tag: 'EmptyList', names: [], elements: ['@scalar'] },
  condition: { _tag: 'Compare', operator: 'less', left: '@scalar', right: '@scalar' },
  truths: { _tag: 'Compare', operator: 'less', left: '@params', right: '@scalar' },
  otherTruths: { _tag: 'Compare', operator: 'less', left: '@scalar', right: '@other' },
  episodes: variable('episodes'),
  steps: variable('steps'),
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
