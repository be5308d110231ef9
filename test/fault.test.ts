import fc from 'fast-check'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { describe, expect, it } from 'vitest'
import { fault, faultBehind, nearest, orThrow, render, unknownName } from '../src/fault.ts'

describe('render', () => {
  it('shows where, rule, got, the path and the hint', () => {
    const full = fault({
      where: 'ewc',
      rule: '`λ` must be at least 0',
      got: '-1',
      path: ['onBatch', 'penalty'],
      hint: 'a\nb',
    })
    expect(render(full)).toBe(
      'ewc: `λ` must be at least 0, got -1.\n  in        onBatch ▸ penalty\n  hint      a\n            b',
    )
  })
  it('leaves out what there is not', () => {
    expect(render(fault({ where: 'run', rule: 'the loss must be finite', path: [] }))).toBe(
      'run: the loss must be finite.',
    )
  })
  it('has code 2 unless another is given', () => {
    expect(fault({ where: 'a', rule: 'b' }).code).toBe(2)
    expect(fault({ where: 'a', rule: 'b', code: 3 }).code).toBe(3)
  })
})

describe('orThrow', () => {
  it('gives the value, or throws what says the fault and lets it be had again', async () => {
    const wrong = fault({ where: 'a', rule: 'b', got: 'c' })
    expect(await orThrow(TE.right(7))).toBe(7)
    const thrown = await orThrow(TE.left(wrong)).catch((error: unknown) => error)
    expect(thrown).toMatchObject({ message: render(wrong) })
    expect(faultBehind(thrown)).toBe(wrong)
    expect(faultBehind(new Error('another', { cause: new Error('one more') }))).toBeUndefined()
    expect(faultBehind('text')).toBeUndefined()
  })
})

describe('nearest', () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z-]{1,12}$/), { minLength: 1, maxLength: 8 })
  it('law: a known name is nearest to itself or to one that it is a part of, whatever its capitals', () => {
    fc.assert(
      fc.property(names, fc.nat(), (known, i) => {
        const name = known[i % known.length]!
        expect(nearest(name, known)).toBe(name)
        expect(nearest(name.toUpperCase(), known)).toBe(name)
      }),
    )
  })
  it('law: one letter dropped from a long name leads back when the others are of other letters', () => {
    const word = (letters: string) => fc.stringMatching(new RegExp(`^[${letters}]{5,12}$`))
    fc.assert(
      fc.property(word('a-m'), fc.array(word('n-z')), fc.nat(), (name, others, i) => {
        const at = i % name.length
        expect(nearest(name.slice(0, at) + name.slice(at + 1), [...others, name])).toBe(name)
      }),
    )
  })
  it('finds a slip and a part, and nothing where nothing is known', () => {
    const known = ['many-permutations', 'permuted-mnist', 'split-mnist', 'rotated-mnist']
    expect(nearest('permutted-mnist', known)).toBe('permuted-mnist')
    expect(nearest('split', known)).toBe('split-mnist')
    expect(nearest('permutations', known)).toBe('many-permutations')
    expect(nearest('split', [])).toBeUndefined()
  })
  it('control: the first known name is not always the nearest', () => {
    expect(nearest('ewd', ['emcl', 'ewc'])).not.toBe('emcl')
  })
})

describe('unknownName', () => {
  it('names the nearest and lists all', () => {
    expect(
      render(unknownName({ where: 'run', what: 'method', name: 'emlc', known: ['finetune', 'emcl', 'ewc'] })),
    ).toBe(
      'run: the method must be one that is known, got `emlc`.\n' +
        '  hint      the nearest is `emcl`; known: emcl, ewc, finetune',
    )
    expect(unknownName({ where: 'run', what: 'option', name: 'x', known: [] }).hint).toBe('no option is known here')
  })
})
