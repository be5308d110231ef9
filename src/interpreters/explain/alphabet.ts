/** A character that needs a command in LaTeX: in mathematics, and in a text (by default the same between dollars). */
const commands: Readonly<Record<string, string>> = {
  α: '\\alpha',
  β: '\\beta',
  γ: '\\gamma',
  δ: '\\delta',
  ε: '\\varepsilon',
  ζ: '\\zeta',
  η: '\\eta',
  θ: '\\theta',
  ι: '\\iota',
  κ: '\\kappa',
  λ: '\\lambda',
  μ: '\\mu',
  ν: '\\nu',
  ξ: '\\xi',
  π: '\\pi',
  ρ: '\\rho',
  σ: '\\sigma',
  τ: '\\tau',
  φ: '\\varphi',
  χ: '\\chi',
  ψ: '\\psi',
  ω: '\\omega',
  Γ: '\\Gamma',
  Δ: '\\Delta',
  Θ: '\\Theta',
  Λ: '\\Lambda',
  Σ: '\\Sigma',
  Φ: '\\Phi',
  Ψ: '\\Psi',
  Ω: '\\Omega',
  '∇': '\\nabla',
  '≤': '\\le',
  '≥': '\\ge',
  '<': '<',
  '>': '>',
  '−': '-',
  '~': '\\sim',
  '∈': '\\in',
  '∪': '\\cup',
  '∞': '\\infty',
  '⊙': '\\odot',
  '⊘': '\\oslash',
  '·': '\\cdot',
  '×': '\\times',
  '←': '\\gets',
  '→': '\\to',
  '↦': '\\mapsto',
  '½': '\\tfrac{1}{2}',
  '‖': '\\|',
  '√': '\\surd',
  '≈': '\\approx',
  '≠': '\\ne',
  '∂': '\\partial',
  '′': "'",
  '|': '\\mid',
  '…': '\\ldots',
  ᵀ: '^{\\top}',
}

const subscripts = '₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ₋₊'
const plain = '0123456789aehijklmnoprstuvx-+'
const letters = [...subscripts]

/** The text with its characters lowered, if each of them has such a form. */
export const lowered = (text: string): string | undefined => {
  const all = [...text.replaceAll('−', '-')].map((c) => letters[plain.indexOf(c)] ?? '')
  return text !== '' && all.every((c) => c !== '') ? all.join('') : undefined
}

/** A character of mathematics as a LaTeX command, or itself. */
export const command = (character: string): string => {
  const low = letters.indexOf(character)
  return low >= 0 ? `_{${plain[low]}}` : (commands[character] ?? character)
}

/** What stands above a symbol, for LaTeX. */
const above: Readonly<Record<string, string>> = {
  '*': '*',
  '′': '\\prime ',
  '″': '\\prime \\prime ',
  '‴': '\\prime \\prime \\prime ',
}

/** A symbol in its parts: θ*₀′ is θ, lowered 0, raised *, and a prime. */
export const dissected = (text: string): { readonly base: string; readonly lower: string; readonly raised: string } => {
  const characters = [...text]
  const lower = characters.flatMap((c) => (letters.includes(c) ? [plain[letters.indexOf(c)]!] : [])).join('')
  const raised = characters.map((c) => above[c] ?? '').join('')
  return { base: characters.filter((c) => !letters.includes(c) && !(c in above)).join(''), lower, raised }
}

const special: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  '%': '\\%',
  _: '\\_',
  '^': '\\textasciicircum{}',
  '~': '$\\sim$',
  '\u00a0': '~',
  '’': "'",
  '‘': '`',
  '“': '``',
  '”': "''",
  '–': '--',
  '—': '---',
  '…': '\\ldots{}',
  '|': '$|$',
  '<': '$<$',
  '>': '$>$',
}

const escaped: Readonly<Record<string, string>> = {
  '\\': '\\backslash ',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  '%': '\\%',
  _: '\\_',
  '^': '\\wedge ',
}

/** A character of a text in mathematics, where braces and indices that are `meant` are not characters. */
export const inMathematics = (character: string, meant = ''): string => {
  const of = command(character)
  if (of !== character || meant.includes(character)) return of
  return escaped[character] ?? (/[\x20-\x7e]/.test(character) ? character : '?')
}

/** A text for LaTeX: what is special is escaped, symbols go between dollars, and what no font is sure to have is left out. */
export const latexText = (text: string): string =>
  [...text]
    .map((c) => {
      const plainText = special[c]
      if (plainText !== undefined) return plainText
      const low = letters.indexOf(c)
      if (low >= 0) return `$_{${plain[low]}}$`
      const known = commands[c]
      if (known !== undefined) return `$${known}$`
      return /[\x20-\x7e\u00a0-\u00ff\u0100-\u017f]/.test(c) ? c : '?'
    })
    .join('')
