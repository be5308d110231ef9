import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaults } from '../../../src/dsl/index.ts'
import { explain } from '../../../src/interpreters/explain/index.ts'
import { eachOperation, method as randomMethod } from '../../../src/laws/arbitraries/index.ts'
import { methods } from '../../../src/methods/index.ts'
import { troubleIn } from './latex-grammar.ts'

describe('LaTeX', () => {
  it.each([...Object.entries(methods), ...eachOperation])(
    'is a page with everything closed, for %s',
    (_name, method) => {
      for (const expand of [false, true])
        expect(troubleIn(explain(method, defaults(method.options), { format: 'latex', expand }))).toBeUndefined()
    },
  )

  it('is so for programs nobody wrote', () => {
    fc.assert(
      fc.property(randomMethod, fc.boolean(), (method, expand) => {
        expect(troubleIn(explain(method, defaults(method.options), { format: 'latex', expand }))).toBeUndefined()
      }),
    )
  })

  it('is so whatever the words of a declaration are', () => {
    const { finetune } = methods as { readonly finetune: (typeof methods)[string] }
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (source) => {
        const method = { ...finetune, source, deviations: [source] }
        expect(troubleIn(explain(method, defaults(method.options), { format: 'latex' }))).toBeUndefined()
      }),
    )
  })

  it.each([
    ['a brace too many', '$a}$'],
    ['a brace left open', '$\\frac{a}{b$'],
    ['a dollar left open', 'a $b'],
    ['an environment left open', '\\begin{itemize}'],
    ['environments that cross', '\\begin{itemize}\\begin{tabular}\\end{itemize}\\end{tabular}'],
    ['a loop left open', '\\For{$i$}'],
    ['an unknown command', '$\\thetaa$'],
    ['\\left without \\right', '$\\left( a$'],
    ['an index outside of dollars', 'a_b'],
    ['a letter without a command', '$θ$'],
  ])('control: the grammar refuses %s', (_what, page) => {
    expect(troubleIn(page)).toBeDefined()
  })
})
