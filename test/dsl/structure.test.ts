import { describe, expect, it } from 'vitest'
import { batchTags, memoryTags } from '../../src/dsl/examples.ts'
import { childrenOf, kindOf, mentionsOf, rebuild, type Syntax, type Tag } from '../../src/dsl/index.ts'
import { structure } from '../../src/dsl/structure.ts'
import { cases, several } from './judge/cases.ts'
import { sorts } from './judge/nodes.ts'
import { termAs } from './judge/terms.ts'

const all = Object.entries(cases).map(([what, { node, gives }]) => ({ what, gives, term: termAs(node) }))

/** All terms inside of a value, found without the table: whatever has a tag, down to the first. */
const inside = (u: unknown): readonly Syntax[] => {
  if (typeof u !== 'object' || u === null) return []
  if (!('_tag' in u) || u._tag === 'Lambda') return Object.values(u).flatMap(inside)
  return [u as Syntax]
}
const fields = ({ _tag, ...rest }: Syntax): unknown => ('kind' in rest ? { ...rest, kind: undefined } : rest)

const bound = ['bound', 'index', 'sample', 'element'] as const
/** Variables that a node binds itself, and those that the functions given to a combinator do. */
const bindersIn = (s: Syntax): readonly unknown[] => {
  const own = (of: object): readonly unknown[] =>
    bound.flatMap((field) => (field in of ? (of as Readonly<Record<string, unknown>>)[field] : []) as unknown[])
  // The index of a copy is a term like any other.
  const binds = s._tag === 'CopyAt' ? [] : own(s).filter((v) => typeof v === 'object')
  return s._tag === 'Combinator'
    ? Object.values(s.parts).flatMap((part) => (typeof part === 'object' ? own(part) : []))
    : binds
}

const byId = (terms: readonly unknown[], among: Map<unknown, number>): readonly number[] =>
  terms
    .map((of) => {
      if (!among.has(of)) among.set(of, among.size)
      return among.get(of)!
    })
    .sort((a, b) => a - b)

describe('the table of the language', () => {
  it('has an example of every node here', () => {
    expect([...new Set<Tag>(['Variable', 'Option', ...all.map(({ term }) => term._tag)])].sort()).toEqual(
      Object.keys(structure).sort(),
    )
  })

  for (const { what, term } of all) {
    it(`law: ${what}: what is mentioned is every term in it but the variables that it binds`, () => {
      const numbers = new Map<unknown, number>()
      const mentioned = byId([...mentionsOf(term), ...bindersIn(term)], numbers)
      expect(mentioned).toEqual(byId(inside(fields(term)), numbers))
    })
    it(`law: ${what}: rebuilt of the same it is the same, and of others each that it mentions is one of them`, () => {
      expect(rebuild(term, (s) => s)).toEqual(term)
      const asked: Syntax[] = []
      const other: Syntax = { _tag: 'Variable', id: -1, name: 'other', kind: { _tag: 'Scalar' } }
      const made = rebuild(term, (s) => {
        asked.push(s)
        return other
      })
      const numbers = new Map<unknown, number>()
      expect(byId(asked, numbers)).toEqual(byId(mentionsOf(term), numbers))
      expect(new Set(mentionsOf(made))).toEqual(new Set(asked.length === 0 ? [] : [other]))
      expect(Object.keys(made)).toEqual(Object.keys(term))
    })
  }

  it('parts of a combinator are mentioned and not run', () => {
    const combinator = all.find(({ what }) => what === 'Combinator')!.term
    expect(childrenOf(combinator)).toEqual('definition' in combinator ? combinator.definition : [])
    expect(mentionsOf(combinator).length).toBeGreaterThan(childrenOf(combinator).length)
  })

  /** Of a sort, with fields or without. */
  const isOf = (gives: string, sort: string): boolean => gives === sort || gives.startsWith(`${sort} with `)
  it.each([
    ['batches', sorts.batch, batchTags, 'Batch'],
    ['memories', sorts.memory, memoryTags, 'Memory'],
  ] as const)('law: %s come from the nodes that have a rule for them', (_, sort, tags, kind) => {
    const giving = all.filter(({ gives }) => isOf(gives, sort)).map(({ term }) => term._tag)
    expect([...new Set<Tag>(['Variable', ...giving])].sort()).toEqual([...tags].sort())
    for (const { term, gives } of all) if (gives !== several) expect(kindOf(term)._tag === kind).toBe(isOf(gives, sort))
  })
})
