import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as language from '../../src/dsl/index.ts'
import { command } from '../../src/interpreters/explain/alphabet.ts'
import { methods } from '../../src/methods/index.ts'
import { root } from './project.ts'

interface Row {
  readonly word: string
  readonly symbol: string
}

/** The rows of each table, by the title above it. */
const tables: Readonly<Record<string, readonly Row[]>> = Object.fromEntries(
  readFileSync(join(root, 'docs/notation.md'), 'utf8')
    .split('\n## ')
    .slice(1)
    .map((section) => [
      section.split('\n')[0]!,
      [...section.matchAll(/^\| `(\w+)` \| (\S+) \| .+ \|$/gm)].map(([, word = '', symbol = '']) => ({
        word,
        symbol: symbol.replace('\\', ''),
      })),
    ]),
)
const {
  'What a method is given and keeps': slots = [],
  Options: options = [],
  'What combinators give': results = [],
  Signs: signs = [],
} = tables

const text = ({ word, symbol }: Row): string => `${word} ${symbol}`

/** Every symbol that an option of a method declares. */
const declared = Object.values(methods).flatMap((method) =>
  Object.entries(method.options).flatMap(([word, { symbol }]) => (symbol === undefined ? [] : [{ word, symbol }])),
)

/** Every slot of a method, at its defaults and with each optimiser, with its symbol if it was given one, and those in lists over tasks. */
const kept = Object.values(methods).flatMap((method) =>
  ['sgd', 'momentum', 'adam'].flatMap((optimiser) => {
    const values = language.defaults(method.options)
    const { state, handlers } = method.program(
      method.options.optimiser?.codec.is(optimiser) === true ? { ...values, optimiser, schedule: 'linear' } : values,
    )
    const { theta, ...slots } = Object.values(handlers)[0]!.slots
    const own = Object.entries(slots).map(([word, { symbol }]) => ({ word, symbol: symbol ?? word }))
    const elements = Object.values(state).flatMap((initial) =>
      initial._tag === 'EmptyList'
        ? Object.entries(initial.symbols ?? {}).map(([word, symbol]) => ({ word, symbol }))
        : [],
    )
    return [{ word: 'theta', symbol: theta!.name }, ...own, ...elements].filter(
      ({ word, symbol }) => word !== symbol || word.length === 1,
    )
  }),
)

/** Every symbol of what a combinator gives, or of one of its parts, in a method at some form of it. */
const given = Object.values(methods).flatMap((method) => {
  const values = language.defaults(method.options)
  const forms = Object.entries(method.options).flatMap(([option, { extremes = [] }]) =>
    extremes.flatMap((form) => (typeof form === 'string' ? [{ [option]: form }] : [])),
  )
  return [{}, ...forms].flatMap((form) => {
    const { handlers } = method.program({ ...values, ...form })
    const updates = Object.values(handlers).flatMap((handler) => Object.values(handler.updates))
    return [...language.topDown(updates, language.mentionsOf)].flatMap((s) =>
      s._tag === 'Combinator'
        ? [
            ...(s.notation?.gives === undefined ? [] : [`${s.name} ${s.notation.gives}`]),
            ...Object.entries(s.notation?.calls ?? {}).map(([part, symbol]) => `${part} ${symbol}`),
          ]
        : [],
    )
  })
})

/** What explain prints for all methods. */
const explained = readdirSync(join(root, 'test/golden/explain'))
  .filter((file) => file.endsWith('.txt'))
  .map((file) => readFileSync(join(root, 'test/golden/explain', file), 'utf8'))
  .join('\n')

describe('docs/notation.md', () => {
  it('has each symbol of an option, and none that no method declares', () => {
    expect([...new Set(options.map(text))].sort()).toEqual([...new Set(declared.map(text))].sort())
  })

  it('has each slot with a symbol, and says of slots what explain says', () => {
    const given = ['batch B', 'data D', 'episodes T', 'support S', 'task t', 'loss L']
    const rows = slots.map(text)
    for (const slot of kept) expect(rows).toContain(text(slot))
    for (const row of rows) expect([...given, ...kept.map(text)]).toContain(row)
    expect(rows).toEqual(expect.arrayContaining(given))
  })

  it('says of combinators what explain says', () => {
    expect(results.length).toBeGreaterThan(0)
    for (const row of results) expect(given).toContain(text(row))
    expect(given).not.toContain('fisher Ω')
  })

  it('has words of the language for its signs, and signs that explain prints', () => {
    expect(signs.length).toBeGreaterThan(0)
    for (const { word, symbol } of signs) {
      expect(Object.keys(language)).toContain(word)
      expect(explained).toContain(symbol)
    }
  })

  it('uses only characters that have a command in LaTeX', () => {
    const all = Object.values(tables)
      .flat()
      .flatMap(({ symbol }) => [...symbol])
    for (const character of all)
      if (!/[A-Za-z*_]/.test(character))
        expect({ character, command: command(character) }).not.toEqual({ character, command: character })
  })

  it('has no row twice', () => {
    for (const rows of Object.values(tables)) expect(new Set(rows.map(text)).size).toBe(rows.length)
  })
})
