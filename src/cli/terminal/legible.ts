import type { Console, Output } from './console.ts'

/** The escape sequences that colours and bars are made of; every other control character but a line's end and a tab. */
const controls =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
  /(\x1b[78]|\x1b\[(?:[\d;]*m|1G|[02]?[KJ]|\?(?:25|7)[hl])|\r\n)|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g

/** The text without what a terminal would obey, were it not of Retain's own writing. */
const harmless = (text: string): string =>
  text.replace(controls, (found, own) =>
    own === undefined ? `\\x${found.charCodeAt(0).toString(16).padStart(2, '0')}` : own,
  )

/** The letters and signs of mathematics in ASCII; marks that are drawn as many columns wide stay so wide. */
const words: Readonly<Record<string, string>> = {
  ...{ α: 'alpha', β: 'beta', γ: 'gamma', δ: 'delta', ε: 'eps', η: 'eta', θ: 'theta', κ: 'kappa', λ: 'lambda' },
  ...{ μ: 'mu', ξ: 'xi', π: 'pi', ρ: 'rho', τ: 'tau', φ: 'phi', ψ: 'psi', ω: 'omega', Δ: 'Delta', Ω: 'Omega' },
  ...{ Σ: 'sum', '∑': 'sum', '∇': 'grad ', '∂': 'd', ℓ: 'l', '∞': 'inf', '√': 'sqrt', '∈': ' in ', '∪': ' u ' },
  ...{ '−': '-', '–': '-', '—': '-', '‖': '||', '≥': '>=', '≤': '<=', '≠': '!=', '≈': '~', '≡': '==', '±': '+-' },
  ...{ '←': '<-', '→': '->', '↦': '->', '▸': '>', '×': 'x', '·': '.', '⊙': '*', '⊘': '/', '∘': 'o', '°': ' deg' },
  ...{ '⟨': '<', '⟩': '>', '⌈': 'ceil(', '⌉': ')', '⌊': 'floor(', '⌋': ')', '′': "'", '″': "''", '‴': "'''" },
  ...{ '“': '"', '”': '"', '‘': "'", '’': "'", '…': '...', '§': 'section ', '✓': 'ok', '✗': 'no', '½': '1/2' },
  ...{ '⅓': '1/3', '█': '#', '░': '-', ᵀ: '^T', '⁻': '^-', '₋': '_-', '₊': '_+', '²': '^2', '³': '^3', '¹': '^1' },
}

/** What is left of a letter once its marks and its raising or lowering are taken from it. */
const plain = (letter: string): string => {
  const word = words[letter]
  if (word !== undefined) return word
  const bare = letter.normalize('NFKD').replace(/\p{M}/gu, '')
  return [...bare].map((part) => (part.charCodeAt(0) < 128 ? part : (words[part] ?? '?'))).join('')
}

/** The text in ASCII. */
export const ascii = (text: string): string => text.replace(/\p{M}/gu, '').replace(/[^\p{ASCII}]/gu, plain)

/** Whether the locale that a process runs in says that its terminal shows something else than UTF-8. */
export const isWithoutUnicode = (env: Console['env']): boolean => {
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((one) => (one ?? '') !== '')
  return locale !== undefined && !/utf-?8/i.test(locale)
}

/**
 * The output with all text made such that it can be read: control characters that come from names and files are spelt out, and a
 * terminal without UTF-8 gets ASCII. What goes to a file or a pipe stays UTF-8.
 */
export const legible = (output: Output, env: Console['env']): Output => {
  const said = output.isTTY === true && isWithoutUnicode(env) ? (text: string) => ascii(harmless(text)) : harmless
  return new Proxy(output, {
    get: (of, name) => {
      if (name === 'write')
        return (chunk: unknown, ...rest: readonly unknown[]) =>
          Reflect.apply(of.write, of, [typeof chunk === 'string' ? said(chunk) : chunk, ...rest])
      const value: unknown = Reflect.get(of, name, of)
      return typeof value === 'function' ? value.bind(of) : value
    },
  })
}
