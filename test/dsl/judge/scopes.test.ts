import { describe, expect, it } from 'vitest'
import { cases } from './cases.ts'
import { at, document, nodes, place, saidOf, sortOf, sorts, type Written } from './nodes.ts'

const own = place.size

/** A number that depends on rows. */
const meanOf = (of: number, batch: unknown = '@batch'): readonly Written[] => [
  { _tag: 'AlongRow', operator: 'sum', of },
  { _tag: 'OverBatch', operator: 'sum', batch, of: of + 1 },
]

/** Nodes whose rows are of the batch that they name: no other will do. */
const ofOneBatch = ['Onward', 'OverBatch', 'OuterProducts', 'WithField']

/** A number, a vector or a list that depends on the node, as a state may hold it. */
const held = (node: Written): readonly Written[] => {
  const sort = sortOf(node)
  if (sort.startsWith('rows of')) return [node, ...meanOf(own, node.batch)]
  if (sort === sorts.rowTruths)
    return [node, { _tag: 'Select', condition: own, then: '@scalar', otherwise: '@scalar' }, ...meanOf(own + 1)]
  if (sort === sorts.several && [node.at, node.initial].some((of) => Array.isArray(of) && of[0] === '@rows'))
    return [node, { _tag: 'Component', of: own, index: 0 }, ...meanOf(own + 1)]
  if (sort.startsWith(sorts.batch))
    return [node, { _tag: 'Measure', measure: 'loss', parameters: '@params', batch: own }]
  switch (sort) {
    case sorts.several:
      return [node, { _tag: 'Component', of: own, index: 0 }]
    case sorts.condition:
    case sorts.truths:
    case sorts.otherTruths:
      return [node, { _tag: 'Select', condition: own, then: '@scalar', otherwise: '@scalar' }]
    default:
      return [node]
  }
}

/** What a state may start with is judged once its variables are in order. */
const isOfStart = (message: string): boolean => /must start empty|nothing must be drawn in the state/.test(message)

/** What is said of the variables of a state with a slot that depends on the node. */
const said = (node: Written, made: readonly Written[] = held(node)): string | undefined => {
  const message = saidOf(document(made, { slot: own + made.length - 1 }))
  return message !== undefined && isOfStart(message) ? undefined : message
}

const unbound = (name: string): string =>
  `a variable must be used inside the node that binds it, got \`${name}\`, which nothing around its use binds`

/** A variable for a field that takes such a sort: the second of its kind, which no case binds. */
const stranger = (sort: string): string | undefined =>
  ['scalar', 'params', 'batch', 'memory', 'vectors'].find((kind) => kind === sort)

/** The fields in which variables of a binder may be used, and which these are. */
const inside: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  Gradient: { body: [] },
  Loop: { 'next[0]': ['$params1', '$scalar1'] },
  'Loop of a scalar': { 'next[0]': ['$scalar1', '$scalar2'] },
  'Loop over samples': { 'next[0]': ['$params1', '$scalar1'] },
  Along: { body: ['$params1', 'j'] },
  Expectation: { 'body[0]': ['$scalar1'] },
  MapTasks: { 'body[0]': ['$params1', '$scalar1'] },
  'MapTasks over a memory': { 'body[0]': ['$batch1', '$scalar1'] },
  Combinator: { 'parts.f.body': ['$params1'] },
}

/** Random nodes name the counters of the loops around them; alone they name what nothing binds. */
const alone = (node: Written): Written => ('iterations' in node ? { ...node, iterations: [] } : node)

describe('the variables of a node', () => {
  for (const [what, { node, takes = {}, binds = {} }] of Object.entries(cases)) {
    if (what === 'Coordinates' || what === 'Pick') continue
    // Episodes and steps are what an event gives: no node makes them.
    if (/@(episodes|steps)/.test(JSON.stringify(node))) continue
    const whole = alone(node)
    it(`${what}: with none but its own it is closed`, () => expect(said(whole)).toBeUndefined())
    for (const [path, admitted] of Object.entries(takes)) {
      const kind = admitted.map(stranger).find((found) => found !== undefined)
      if (kind !== undefined && !(kind === 'batch' && ofOneBatch.includes(what)))
        it(`law: ${what}: a variable in \`${path}\` is one of its variables`, () =>
          expect(said(at(whole, path, `@$${kind}3`))).toContain(unbound(`$${kind}3`)))
    }
    if ('iterations[0]' in binds)
      it(`law: ${what}: a counter that it names is one of its variables`, () =>
        expect(said({ ...node, iterations: ['@$scalar3'] })).toContain(unbound('$scalar3')))
  }
  for (const [what, paths] of Object.entries(inside))
    for (const [path, variables] of Object.entries(paths)) {
      const { node } = cases[what]!
      for (const name of variables)
        it(`law: ${what}: it binds \`${name}\` in \`${path}\``, () =>
          expect(said(at(node, path, `@${name}`))).toBeUndefined())
    }
  it('law: a sample is bound in what is done with it, and a counter in what is drawn there', () => {
    const lossOn = (batch: string | number): Written => ({
      _tag: 'Measure',
      measure: 'loss',
      parameters: '@params',
      batch,
    })
    for (const [what, path] of [
      ['Expectation', 'body[0]'],
      ['Loop over samples', 'next[0]'],
    ] as const) {
      const { node } = cases[what]!
      const used = (first: readonly Written[]): string | undefined => {
        const last = own + first.length
        return said(node, [...first, at(node, path, last - 1), { _tag: 'Component', of: last, index: 0 }])
      }
      expect(used([lossOn('@$batch1')])).toBeUndefined()
      expect(used([{ ...nodes.batch!, iterations: ['@$scalar1'] }, lossOn(own)])).toBeUndefined()
      expect(used([lossOn('@$batch2')])).toContain(unbound('$batch2'))
    }
    const { node } = cases.Gradient!
    const squared = { _tag: 'Reduce', operator: 'sum', of: '@$params1' }
    const gradient = [squared, at(node, 'body', own), { _tag: 'Component', of: own + 1, index: 0 }]
    expect(said(node, gradient)).toBeUndefined()
    // Beside the node that binds it the same variable is bound by nothing.
    expect(said(node, [...gradient, { _tag: 'Binary', operator: 'add', left: own + 2, right: '@$params1' }])).toContain(
      unbound('$params1'),
    )
  })
})
