import { describe, expect, it } from 'vitest'
import { kindOf, spellSort } from '../../../src/dsl/index.ts'
import { cases, several } from './cases.ts'
import { at, everySort, kinds, place, said, sortOf, sorts, type Written } from './nodes.ts'
import { termAs } from './terms.ts'

describe('a node of the language', () => {
  for (const [what, { node, gives, takes = {}, binds = {}, counted = [], some = [] }] of Object.entries(cases)) {
    it(`${what}: is taken, and gives ${gives}`, () => {
      expect(said(node)).toBeUndefined()
      expect(sortOf(node)).toBe(gives)
    })
    it(`law: ${what}: its kind is its sort, wherever it is a value`, () => {
      const due = gives
        .replace('a condition on each coordinate', 'parameters')
        .replace('a condition on each number of ', '')
      if (gives !== several) expect(spellSort(kindOf(termAs(node)))).toBe(due)
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
      return [0, 1].map((index) => spellSort(kindOf({ _tag: 'Component', of, index })))
    }
    // Beyond the last there is none, and a scalar stands for it.
    for (const name of ['Gradient', 'Loop', 'When']) expect(kinds(name)).toEqual([sorts.params, sorts.scalar])
    expect(kinds('Expectation')).toEqual([sorts.other, sorts.scalar])
    expect(kinds('Combinator of several')).toEqual([sorts.scalar, sorts.params])
    expect(kinds('Loop of a scalar')).toEqual([sorts.scalar, sorts.scalar])
  })
  it.each<readonly [string, string, readonly unknown[], string]>([
    ['Gradient', 'bound', ['@$params1', '@$params2'], '`bound` must have 1 entries, got 2'],
    ['Loop', 'initial', ['@params', '@params'], '`initial` must have 1 entries, got 2'],
    ['Loop', 'next', [], '`next` must have 1 entries, got 0'],
    ['Along', 'bound', ['@$params1', '@$params2'], '`bound` must have 1 entries, got 2'],
    ['EmptyList', 'elements', ['@params', '@params'], '`elements` must have 1 entries, got 2'],
    ['EmptyList of slots', 'names', ['a', 'b', 'c'], '`names` must have 2 entries, got 3'],
    ['Append', 'values', ['@params', '@params'], '`values` must have 1 entries, got 2'],
    ['MapTasks', 'bound', ['@$params1', '@$params2'], '`bound` must have 1 entries, got 2'],
    ['MapTasks', 'body', ['@scalar', '@scalar'], '`body` must have 1 entries, got 2'],
    ['MapTasks over a memory', 'names', ['a', 'b'], '`names` must have 1 entries, got 2'],
    ['When', 'otherwise', ['@scalar', '@scalar'], '`otherwise` must have 1 entries, got 2'],
    ['Expectation', 'body', [], '`body` must have an entry, got none'],
    ['Combinator', 'definition', [], '`definition` must have an entry, got none'],
    ['Gradient', 'at', [], '`at` must have an entry, got none'],
  ])('says of %s how many `%s` there must be, and how many there are', (what, field, entries, message) =>
    expect(said({ ...cases[what]!.node, [field]: entries })).toContain(message),
  )
  it('a loop binds a sample if and only if it goes over samples', () => {
    expect(said({ ...cases['Loop over samples']!.node, sample: undefined })).toContain('must bind its sample')
    expect(said({ ...cases.Loop!.node, sample: '@$batch1' })).toContain('only a loop over samples binds a sample')
  })
})
