import { describe, expect, it } from 'vitest'
import { latexMaths, type Maths, unicodeMaths } from '../../../src/interpreters/explain/index.ts'

const name = (text: string, ...indices: readonly Maths[]): Maths => ({ _tag: 'Name', text, indices })
const number = (value: number): Maths => ({ _tag: 'Number', value })
const sum = (...of: readonly (readonly ['+' | '-', Maths])[]): Maths => ({
  _tag: 'Sum',
  terms: of.map(([sign, m]) => ({ minus: sign === '-', of: m })),
})
const product = (...of: readonly Maths[]): Maths => ({
  _tag: 'Product',
  factors: of.map((m) => ({ of: m, wide: false })),
})
const wide = (...of: readonly Maths[]): Maths => ({ _tag: 'Product', factors: of.map((m) => ({ of: m, wide: true })) })
const quotient = (over: Maths, under: Maths): Maths => ({ _tag: 'Quotient', over, under })

const [a, b, c] = [name('a'), name('b'), name('c')]

describe('mathematics', () => {
  const cases: readonly (readonly [Maths, string, string])[] = [
    [sum(['+', a], ['-', sum(['+', b], ['-', c])]), 'a − (b − c)', 'a - \\left(b - c\\right)'],
    [sum(['+', a], ['+', product(b, c)]), 'a + b c', 'a + b\\,c'],
    [product(a, sum(['+', b], ['+', c])), 'a (b + c)', 'a\\,\\left(b + c\\right)'],
    [wide(a, b), 'a ⊙ b', 'a \\odot b'],
    [quotient(a, product(b, c)), 'a / (b c)', '\\frac{a}{b\\,c}'],
    [quotient(quotient(a, b), c), '(a/b) / c', '\\frac{\\frac{a}{b}}{c}'],
    [product(quotient(name('λ'), number(2)), a), '(λ/2) a', '\\frac{\\lambda}{2}\\,a'],
    [sum(['-', a]), '−a', '-a'],
    [product(number(2), sum(['-', a])), '2 (−a)', '2\\,\\left(-a\\right)'],
    [{ _tag: 'Power', of: sum(['+', a], ['-', b]), exponent: number(2) }, '(a − b)²', '\\left(a - b\\right)^{2}'],
    [name('θ₀'), 'θ₀', '\\theta_{0}'],
    [name('θ₀', name('m')), 'θ₀ₘ', '\\theta_{0,m}'],
    [name('F*', name('m')), 'F*ₘ', 'F^{*}_{m}'],
    [name('θ*', name('i'), name('m')), 'θ*_{i,m}', '\\theta^{*}_{i,m}'],
    [name('h′'), 'h′', 'h^{\\prime}'],
    [name('h″'), 'h″', 'h^{\\prime \\prime}'],
    [name('floor'), 'floor', '\\operatorname{floor}'],
    [number(Number.POSITIVE_INFINITY), '∞', '\\infty'],
    [number(1e-8), '10⁻⁸', '10^{-8}'],
    [number(-2.5e-7), '−2.5·10⁻⁷', '-2.5 \\cdot 10^{-7}'],
    [number(0.5), '½', '\\tfrac{1}{2}'],
  ]
  it.each(cases)('%#', (m, unicode, latex) => {
    expect(unicodeMaths(m)).toBe(unicode)
    expect(latexMaths(m)).toBe(latex)
  })
})
