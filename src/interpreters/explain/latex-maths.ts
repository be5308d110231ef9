import { command, dissected, inMathematics, latexText } from './alphabet.ts'
import type { Addend, Maths } from './maths.ts'
import { scientific, tightness } from './unicode-maths.ts'

const functions: ReadonlySet<string> = new Set(['max', 'min', 'log', 'ln', 'exp', 'tanh', 'cos', 'arg'])

const wordText = (text: string): string => {
  if (functions.has(text)) return `\\${text}`
  return /^[\w ,.'’-]+$/.test(text)
    ? `\\operatorname{${latexText(text)}}`
    : [...text].map((c) => inMathematics(c)).join(' ')
}

/** Words of a row: symbols become commands, runs of letters upright text. */
const words = (text: string): string =>
  text
    .replace(/\s*([∈~<≤≥=←−+∪|∇;])\s*/g, '$1')
    .split(/([A-Za-z][A-Za-z ,]*[A-Za-z]|\s+)/)
    .map((part) => {
      if (part === '') return ''
      if (part.trim() === '') return '\\ '
      if (functions.has(part)) return wordText(part)
      return /^[A-Za-z][A-Za-z ,]*[A-Za-z]$/.test(part)
        ? `\\text{${latexText(part)}}`
        : [...part].map((c) => inMathematics(c, '{}_^')).join(' ')
    })
    .join('')

const barred = {
  '|v|': '\\left|v\\right|',
  '‖v‖': '\\left\\|v\\right\\|',
  '‖v‖₁': '\\left\\|v\\right\\|_{1}',
  '⌈v⌉': '\\left\\lceil v\\right\\rceil',
} as const

const nameText = (text: string, indices: readonly Maths[]): string => {
  const { base, lower, raised } = dissected(text)
  const below = [...(lower === '' ? [] : [lower]), ...indices.map((m) => latexMaths(m))].join(',')
  const characters = [...base]
  const stem = characters.length === 1 ? inMathematics(base) : wordText(base)
  return `${stem}${raised === '' ? '' : `^{${raised.trim()}}`}${below === '' ? '' : `_{${below}}`}`
}

const addend = ({ minus, of }: Addend, i: number): string => {
  const text = latexMaths(of, minus ? 2 : 1)
  return i === 0 ? `${minus ? '-' : ''}${text}` : ` ${minus ? '-' : '+'} ${text}`
}

const numberText = (value: number): string => {
  const [mantissa, exponent] = scientific(value)
  const front = [...mantissa].map(command).join('')
  if (exponent === undefined) return front
  return `${mantissa === '1' ? '' : `${front} \\cdot `}10^{${exponent.replace('−', '-')}}`
}

const bracketed = (text: string): string => `\\left(${text}\\right)`

const bare = (m: Maths): string => {
  switch (m._tag) {
    case 'Name':
      return nameText(m.text, m.indices)
    // Only a notation without its combinator has parts.
    case 'Part':
      return wordText(m.part)
    case 'Word':
      return wordText(m.text)
    case 'Number':
      return numberText(m.value)
    case 'Sum':
      return m.terms.map(addend).join('')
    case 'Product':
      return m.factors
        .map(({ of, wide }, i) => {
          const before = m.factors[i - 1]
          const text = of._tag === 'Over' && i < m.factors.length - 1 ? bracketed(latexMaths(of)) : latexMaths(of, 2)
          return `${before === undefined ? '' : before.wide && wide ? ' \\odot ' : '\\,'}${text}`
        })
        .join('')
    case 'Quotient':
      return `\\frac{${latexMaths(m.over)}}{${latexMaths(m.under)}}`
    case 'Power': {
      const of = m.of._tag === 'Name' || tightness(m.of) < 4 ? bracketedUnlessPlain(m.of) : latexMaths(m.of)
      return `${of}^{${latexMaths(m.exponent)}}`
    }
    case 'Call':
      return `${latexMaths(m.of, 3)}(${m.to.map((a) => latexMaths(a)).join(', ')})`
    case 'Bars':
      return barred[m.bars].replace('v', () => latexMaths(m.of))
    case 'Root':
      return `\\sqrt{${latexMaths(m.of)}}`
    case 'Transposed':
      return `{${latexMaths(m.left, 4)}}^{\\top} ${latexMaths(m.right, 3)}`
    case 'Over':
      return m.operator === 'E'
        ? `\\mathbb{E}${m.under === undefined ? '' : `_{${latexMaths(m.under)}}`}\\left[${latexMaths(m.of)}\\right]`
        : `\\sum${m.under === undefined ? '' : `_{${latexMaths(m.under)}}`} ${latexMaths(m.of, 2)}`
    case 'Nabla':
      return `\\nabla${m.by === undefined ? '' : `_{\\!${latexMaths(m.by)}}`} ${latexMaths(m.of, 3)}`
    case 'Prox':
      return `\\operatorname{prox}_{${latexMaths(m.rate, 3)} ${latexMaths(m.penalty, 3)}}\\left(${latexMaths(m.at)}\\right)`
    case 'Relation':
      return m.operator === '←'
        ? `${latexMaths(m.left)} \\gets ${latexMaths(m.right)}`
        : `${latexMaths(m.left, 1)} ${command(m.operator)} ${latexMaths(m.right, 1)}`
    case 'Choice':
      return `${latexMaths(m.then, 1)}\\ \\text{if}\\ ${latexMaths(m.condition)}\\ \\text{else}\\ ${latexMaths(m.otherwise, 1)}`
    case 'Union':
      return m.parts.map((p) => latexMaths(p, 2)).join(' \\cup ')
    case 'Row':
      return m.parts.map((p) => (typeof p === 'string' ? words(p) : latexMaths(p))).join(' ')
  }
}

/** The base of a power: a plain letter stands alone, everything else in braces or brackets. */
const bracketedUnlessPlain = (m: Maths): string => {
  if (tightness(m) < 4) return bracketed(latexMaths(m))
  return m._tag === 'Name' && dissected(m.text).raised !== '' ? `{${latexMaths(m)}}` : latexMaths(m)
}

/** Mathematics for LaTeX with amsmath, without the dollars around it. */
export const latexMaths = (m: Maths, around = 0): string =>
  tightness(m) < around && m._tag !== 'Quotient' ? bracketed(bare(m)) : bare(m)
