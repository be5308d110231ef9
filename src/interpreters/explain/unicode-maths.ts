import { lowered } from './alphabet.ts'
import type { Addend, Maths } from './maths.ts'

/** How tightly an expression holds together: what is looser than its surroundings needs brackets. */
export const tightness = (m: Maths): number => {
  switch (m._tag) {
    case 'Choice':
    case 'Relation':
      return 0
    case 'Sum':
      return m.terms.length === 1 && !m.terms[0]!.minus ? tightness(m.terms[0]!.of) : 1
    case 'Union':
    case 'Row':
      return 1
    case 'Over':
      return m.operator === 'E' ? 4 : 2
    case 'Product':
    case 'Quotient':
    case 'Transposed':
      return 2
    case 'Number':
      return m.value < 0 ? 1 : 4
    case 'Power':
    case 'Root':
    case 'Nabla':
      return 3
    default:
      return 4
  }
}

const special: Readonly<Record<string, string>> = {
  Infinity: '∞',
  '-Infinity': '−∞',
  [String(Math.PI)]: 'π',
  '0.5': '½',
}

/** A number without its exponent, and the exponent. */
export const scientific = (value: number): readonly [string, string | undefined] => {
  const text = special[String(value)] ?? String(Object.is(value, -0) ? 0 : value).replace('-', '−')
  const [mantissa = '', exponent] = text.split(/e[+]?/)
  return [mantissa, exponent?.replace('-', '−')]
}

const numberText = (value: number): string => {
  const [mantissa, exponent] = scientific(value)
  if (exponent === undefined) return mantissa
  const raised = [...exponent].map((c) => '⁰¹²³⁴⁵⁶⁷⁸⁹⁻'['0123456789−'.indexOf(c)]).join('')
  return `${mantissa === '1' ? '' : `${mantissa}·`}10${raised}`
}

const below = (indices: readonly Maths[]): string => {
  if (indices.length === 0) return ''
  const inside = indices.map((m) => unicodeMaths(m)).join(',')
  const small = indices.length === 1 && !inside.includes(' ') ? lowered(inside) : undefined
  return small ?? ([...inside].length === 1 ? `_${inside}` : `_{${inside}}`)
}

const raisedTwo = (text: string): string | undefined => ({ '2': '²', '3': '³', n: 'ⁿ', i: 'ⁱ' })[text]

const addend = ({ minus, of }: Addend, i: number): string => {
  const text = unicodeMaths(of, minus ? 2 : 1)
  return i === 0 ? `${minus ? '−' : ''}${text}` : ` ${minus ? '−' : '+'} ${text}`
}

const bracketed = (m: Maths): string => `(${unicodeMaths(m)})`

const isNabla = (m: Maths): boolean => m._tag === 'Nabla' || (m._tag === 'Call' && m.of._tag === 'Nabla')

const bare = (m: Maths): string => {
  switch (m._tag) {
    case 'Name':
      return `${m.text}${below(m.indices)}`
    // Only a notation without its combinator has parts.
    case 'Part':
      return m.part
    case 'Word':
      return m.text
    case 'Number':
      return numberText(m.value)
    case 'Sum':
      return m.terms.map(addend).join('')
    case 'Product':
      return m.factors
        .map(({ of, wide }, i) => {
          const before = m.factors[i - 1]
          const last = i === m.factors.length - 1
          const text =
            of._tag === 'Quotient' || (!last && (of._tag === 'Over' || of._tag === 'Transposed'))
              ? bracketed(of)
              : unicodeMaths(of, 2)
          if (before === undefined) return text
          // α∇L, but `rate ∇L`: a word is set apart.
          const touching = isNabla(of) && unicodeMaths(before.of, 2).length <= 2
          return `${before.wide && wide ? ' ⊙ ' : touching ? '' : ' '}${text}`
        })
        .join('')
    case 'Quotient': {
      const over = m.over._tag === 'Quotient' || m.over._tag === 'Over' ? bracketed(m.over) : unicodeMaths(m.over, 2)
      const under = unicodeMaths(m.under, 3)
      return over.length + under.length < 4 ? `${over}/${under}` : `${over} / ${under}`
    }
    case 'Power': {
      const exponent = unicodeMaths(m.exponent)
      const of = unicodeMaths(m.of, 4)
      return `${of}${raisedTwo(exponent) ?? ([...exponent].length === 1 ? `^${exponent}` : `^{${exponent}}`)}`
    }
    case 'Call':
      return `${unicodeMaths(m.of, 3)}(${m.to.map((a) => unicodeMaths(a)).join(', ')})`
    case 'Bars':
      return m.bars.replace('v', () => unicodeMaths(m.of))
    case 'Root':
      return `√${tightness(m.of) === 4 ? unicodeMaths(m.of) : bracketed(m.of)}`
    case 'Transposed':
      return `${unicodeMaths(m.left, 4)}ᵀ${unicodeMaths(m.right, 3)}`
    case 'Over': {
      const under = m.under === undefined ? '' : unicodeMaths(m.under)
      const small = [...under].length === 1 ? lowered(under) : undefined
      const sign = `${m.operator}${under === '' ? '' : (small ?? `_{${under}}`)}`
      return m.operator === 'E' ? `${sign}[${unicodeMaths(m.of)}]` : `${sign} ${unicodeMaths(m.of, 2)}`
    }
    case 'Nabla':
      return `∇${m.by === undefined ? '' : `${below([m.by])} `}${unicodeMaths(m.of, 3)}`
    case 'Prox':
      return `prox_{${unicodeMaths(m.rate, 3)}${unicodeMaths(m.penalty, 3)}}(${unicodeMaths(m.at)})`
    case 'Relation':
      return m.operator === '←'
        ? `${unicodeMaths(m.left)} ← ${unicodeMaths(m.right)}`
        : `${unicodeMaths(m.left, 1)} ${m.operator} ${unicodeMaths(m.right, 1)}`
    case 'Choice':
      return `${unicodeMaths(m.then, 1)} if ${unicodeMaths(m.condition)} else ${unicodeMaths(m.otherwise, 1)}`
    case 'Union':
      return m.parts.map((p) => unicodeMaths(p, 2)).join(' ∪ ')
    case 'Row':
      return m.parts.map((p) => (typeof p === 'string' ? p : unicodeMaths(p))).join('')
  }
}

/** Mathematics on one line of Unicode, in brackets where its surroundings hold tighter. */
export const unicodeMaths = (m: Maths, around = 0): string => (tightness(m) < around ? `(${bare(m)})` : bare(m))
