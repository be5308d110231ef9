import { describe, expect, it } from 'vitest'
import { explain } from '../../../src/interpreters/explain/index.ts'
import { taught } from '../../dsl/rows/method.ts'

describe('rows in notation', () => {
  it('reads as papers have it: f(B; θ), softmax, means over examples, and derivatives by what a layer gives', () => {
    const text = explain(taught, {})
    expect(text.slice(text.indexOf('On each batch'), text.indexOf('Notation'))).toMatchInlineSnapshot(`
      "On each batch B
        1  teacher′ ← θ
        2  slopes ← slopes + E_{B}[∇J(zₒᵤₜₚᵤₜ(B; θ)) hₒᵤₜₚᵤₜ(B; θ)ᵀ]
             where J(φ):
                     v ← f(B | φ; θ)
                     return E_{B}[logsumexp(v) − y_Bᵀv]
        3  θ ← θ − α∇J′(θ)
             where J′(θ):
                     v ← |f(B; θ) − y_B|
                     v′ ← f(B; θ) / T
                     s ← E_{B}[Σⱼ (min(v, 1) ⊙ v − ½ min(v, 1)²)] + T²
                       E_{B}[logsumexp(v′) − const(softmax(const(f_{predicting}(B;
                       teacher)) / T))ᵀv′]
                     return s
        4  teacher ← teacher′

      "
    `)
    for (const note of ['f(B; θ) has a row for each example of B', 'E under examples is the mean over their rows'])
      expect(text.replace(/\s+/g, ' ')).toContain(note)
  })
  it('law: in LaTeX too, and nothing is left that no font has', () => {
    const latex = explain(taught, {}, { format: 'latex' })
    expect(latex).toContain('softmax')
    expect(latex).not.toContain('?')
  })
  it('expanded, every combinator is its definition', () => {
    const text = explain(taught, {}, { expand: true })
    expect(text).toContain('exp(')
    expect(text).not.toContain('softmax')
  })
})
