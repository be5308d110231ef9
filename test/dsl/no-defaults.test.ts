import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { structure } from '../../src/dsl/structure.ts'

const tags = new Set(Object.keys(structure))

/** The text from an opening brace to the one that closes it. */
const block = (text: string, from: number): string => {
  let depth = 0
  for (let i = from; i < text.length; i += 1) {
    if (text[i] === '{') depth += 1
    if (text[i] === '}') depth -= 1
    if (depth === 0) return text.slice(from + 1, i)
  }
  return text.slice(from + 1)
}

/** What stands in a block itself, without the blocks inside it. */
const shallow = (body: string): string => {
  let depth = 0
  return [...body]
    .filter((c) => {
      if (c === '}') depth -= 1
      const keep = depth === 0
      if (c === '{') depth += 1
      return keep
    })
    .join('')
}

/** `switch`es over nodes of the language that say what to do with all others. */
const withDefaults = (source: string): readonly string[] => {
  const text = source
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '')
    .replace(/'[^'\n]*'|`[^`]*`/g, (quoted) => quoted.replace(/[{}]/g, ' '))
  return [...text.matchAll(/\bswitch\s*\((.*)\)\s*\{/g)].flatMap(({ 0: head, 1: of, index }) => {
    const own = shallow(block(text, index + head.length - 1))
    const cases = [...own.matchAll(/\bcase '(\w+)':/g)].map(([, tag]) => tag!)
    return cases.some((tag) => tags.has(tag)) && /\bdefault:/.test(own) ? [`switch (${of}) ${cases.join(', ')}`] : []
  })
}

describe('what goes through programs', () => {
  it('never asks for the tag of a node and treats all others alike', () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
    expect(files.length).toBeGreaterThan(300)
    expect(
      files.flatMap((file) =>
        withDefaults(readFileSync(join('src', file), 'utf8')).map((found) => `${file}: ${found}`),
      ),
    ).toEqual([])
  })
  it('control: one that does is seen, and one over something else is not', () => {
    const walk = (tag: string) =>
      `const f = (s) => { switch (s._tag) { case '${tag}': { return {} } default: return \`{\` } }`
    expect(withDefaults(walk('Join'))).toEqual(['switch (s._tag) Join'])
    expect(withDefaults(walk('Numbers'))).toEqual([])
    expect(withDefaults(walk('Join').replace('default: ', ''))).toEqual([])
  })
})
