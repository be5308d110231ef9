import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { defaults, type Method, type Values } from '../../../src/dsl/index.ts'
import { describe as explained, type Line, type Text, unicodeMaths } from '../../../src/interpreters/explain/index.ts'
import { methods } from '../../../src/methods/index.ts'

const compact = (text: string): string => text.replace(/\s/g, '')

/** The comment above the declaration of a method, without what only layout needs. */
const commentOf = (file: string): string => {
  const source = readFileSync(new URL(`../../../src/methods/${file}`, import.meta.url), 'utf8')
  const [, comment = ''] = /\/\*\*([\s\S]*?)\*\/\s*export const/.exec(source) ?? []
  return compact(comment.replace(/^\s*\*/gm, ''))
}

const spelled = (text: Text): string =>
  text.map((part) => (typeof part === 'string' ? part : unicodeMaths(part))).join('')

/** Every assignment and every function of the lines of an explanation. */
const equations = (lines: readonly Line[]): readonly string[] =>
  lines.flatMap(({ text, body = [], where = [] }) => [
    ...(spelled(text).includes('←') ? [spelled(text)] : []),
    ...where.map(({ head, value }) => `${unicodeMaths(head)} = ${unicodeMaths(value)}`),
    ...equations(body),
  ])

const equationsOf = (method: Method, set: Values): readonly string[] => {
  const { sections } = explained(method, { ...defaults(method.options), ...set }, { expand: false })
  return sections.flatMap(({ blocks }) => blocks.flatMap((b) => (b._tag === 'Algorithm' ? equations(b.lines) : [])))
}

/**
 * What the comment of a method says, at the options at which it says it: each equation of the explanation is a part of the
 * comment, as it is or as the right side that is named here, or stands here because the comment leaves it to its prose.
 */
interface Agreement {
  readonly name: string
  readonly file: string
  readonly set: Values
  /** What of an equation the comment has, where it has not the whole. */
  readonly parts: Readonly<Record<string, readonly string[]>>
  readonly prose: readonly string[]
}

const agreements: readonly Agreement[] = [
  {
    name: 'emcl',
    file: 'emcl.ts',
    set: { rateRule: 'recursive', normalise: 'none', glances: 1, memory: 0 },
    parts: {
      'g ← λ h ⊙ (θ₀ − θₖ)': ['g = λ h ⊙ (θ₀ − θₖ)'],
      'Ω ← |g ⊙ θ₀|': ['Ω = |g ⊙ θ₀|'],
      'f(θ) = (λ/2) Σₘ hₘ (θₘ − θ₀ₘ)²': ['(λ/2) Σₘ hₘ (θₘ − θ₀ₘ)²'],
      // The floor and the cap are options beside the printed forms.
      'h ← max(ρ h + (1 − ρ) Ω, floor)': ['h ← ρ h + (1 − ρ) Ω', '`floor`'],
      'α ← min((r/h) ⊙ α, cap)': ['α ← (r / h) ⊙ α', '`cap`'],
    },
    prose: ['θ ← θ₀', 'θₖ ← θ', 'L(θ) = L_B(θ)'],
  },
  {
    name: 'ewc',
    file: 'ewc.ts',
    set: {},
    parts: {
      'L(θ) = L_B(θ) + Σ_{i < t} (λ/2) Σₘ F_{i,m} (θₘ − θ*_{i,m})²': [
        'L(θ) = L_B(θ) + Σ_{i<t} (λ/2) Σₘ F_{i,m} (θₘ − θ*_{i,m})²',
      ],
    },
    prose: ['Fₜ ← E_{x ∈ D[1…1000], y ~ p(y | x; θ)}[(∇ log p(y | x; θ))²]', 'θ*ₜ ← θ'],
  },
  {
    name: 'onlineEwc',
    file: 'online-ewc.ts',
    set: { form: 'sum' },
    parts: {},
    prose: ['θ ← θ − α∇L(θ)', 'F ← E_{x ∈ D[1…1000], y ~ p(y | x; θ)}[(∇ log p(y | x; θ))²]'],
  },
  {
    name: 'onlineEwc',
    file: 'online-ewc.ts',
    set: { form: 'ema' },
    parts: { 'F* ← ρ F* + (1 − ρ) F': ['ρ F* + (1 − ρ) F  (ema)'] },
    prose: ['θ ← θ − α∇L(θ)', 'F ← E_{x ∈ D[1…1000], y ~ p(y | x; θ)}[(∇ log p(y | x; θ))²]'],
  },
]

describe('the equations in the comment of a method are those of its program', () => {
  it.each(agreements)('$name, $set', ({ name, file, set, parts, prose }) => {
    const comment = commentOf(file)
    const found = equationsOf(methods[name]!, set)
    expect(found.length).toBeGreaterThan(2)
    for (const equation of found) {
      if (prose.includes(equation)) continue
      for (const part of parts[equation] ?? [equation]) expect(comment).toContain(compact(part))
    }
    // What is said to be there is there: nothing is left over from a program that has changed.
    for (const equation of [...prose, ...Object.keys(parts)]) expect(found).toContain(equation)
  })

  it('control: a program with another sign, or without its ½, does not agree', () => {
    const comment = commentOf('online-ewc.ts')
    expect(comment).toContain(compact('L(θ) = L_B(θ) + (λ/2) Σₘ F*ₘ (θₘ − θ*ₘ)²'))
    expect(comment).not.toContain(compact('L(θ) = L_B(θ) + λ Σₘ F*ₘ (θₘ − θ*ₘ)²'))
    expect(comment).not.toContain(compact('θ ← θ + α∇L(θ)'))
  })
})
