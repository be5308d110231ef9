import { describe, expect, it } from 'vitest'
import { add, defaults, defineMethod, less, multiply, slot, when } from '../../../src/dsl/index.ts'
import { explain } from '../../../src/interpreters/explain/index.ts'
import { methods } from '../../../src/methods/index.ts'

/** The lines below each `else:`, indented more than it, each without its number and its spaces. */
const sides = (text: string): readonly (readonly string[])[] => {
  const lines = text.split('\n').map((one) => one.replace(/^\s*\d+ {2}/, ''))
  return lines.flatMap((line, at) => {
    const depth = line.search(/\S/)
    if (!/^\s*else:$/.test(line)) return []
    const rest = lines.slice(at + 1)
    const end = rest.findIndex((one) => one.trim() !== '' && one.search(/\S/) <= depth)
    return [rest.slice(0, end < 0 ? rest.length : end).map((one) => one.trim())]
  })
}

/** A result of a branch that is read after it has its new value there, on the lines that give the results. */
const readTooLate = (side: readonly string[], results: readonly string[]): readonly string[] => {
  const given = new Set<string>()
  return side.flatMap((line) => {
    const [, name, value] = /^(\S+) ← (.*)$/.exec(line) ?? []
    if (name === undefined || value === undefined) return []
    const late = value.split(/[\s()⊙/√]+/).filter((word) => given.has(word))
    if (results.includes(name)) given.add(name)
    return late.map((word) => `${line}: ${word}`)
  })
}

describe('branches with several results', () => {
  const method = methods.continualMaml!
  const text = explain(method, defaults(method.options), { format: 'unicode' })
  it('law: no line on the way to a later result goes by the name of an earlier one', () => {
    const [long] = sides(text)
    const results = ['θ₀', 'm', 'v', 'n', 'φ']
    expect(long!.slice(-5).map((line) => line.split(' ← ')[0])).toEqual(results)
    expect(readTooLate(long!, results)).toEqual([])
  })
  it('a result whose old value a later one reads gets another name; what stays as it is has no line', () => {
    const swapping = defineMethod({
      name: 'swapping',
      source: 'a test',
      options: {},
      state: () => ({ a: slot('a', 1), b: slot('b', 2) }),
      onBatch:
        () =>
        ({ a, b, task }) =>
          when(less(0, task), { a: multiply(2, b), b: multiply(3, a) }, { a, b: add(b, 1) }),
    })
    const lines = explain(swapping, {}, { format: 'unicode' }).split('\n')
    const [from, to] = [
      lines.findIndex((line) => line.includes('if 0 <')),
      lines.findIndex((line) => line.includes('else:')),
    ]
    const said = (some: readonly string[]) => some.map((line) => line.replace(/^\s*\d+\s+/, '').trim())
    const [then] = [said(lines.slice(from + 1, to))]
    expect(then).toEqual(['s ← 2 b', 'b ← 3 a'])
    expect(said(lines.slice(to + 1, to + 3))).toEqual(['s ← a', 'b ← b + 1'])
  })
  it('control: where one does, it is found', () => {
    expect(readTooLate(['u ← 0.9 m', 'w ← 0.999 v', 'u ← θ₀ − w', 'w ← u'], ['u', 'w'])).toEqual([
      'u ← θ₀ − w: w',
      'w ← u: u',
    ])
  })
})
