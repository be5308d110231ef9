import { indexed, type Maths, minus, plus, quotient, symbol, times, word } from './maths.ts'
import { partsIn } from './notations.ts'

/** How the parts of a combinator are read while it is being printed. */
export interface Reading {
  /** A part as mathematics. */
  readonly part: (name: string) => Maths
  /** What an element of a part that is a list over tasks is called, without its task. */
  readonly element: (name: string) => Maths
  /** A part that is a function: its symbol, or what it is where that is short. `called` is the letter it would have. */
  readonly function: (name: string, called: string, always: boolean) => Maths
  /** Whether a part has one value a parameter. */
  readonly isWide: (name: string) => boolean
}

const mapped = (value: unknown, f: (m: Maths) => Maths): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if ('_tag' in value) return f(value as Maths)
  if (Array.isArray(value)) return value.map((one) => mapped(one, f))
  return Object.fromEntries(Object.entries(value).map(([field, of]) => [field, mapped(of, f)]))
}

/** The same mathematics of other things. */
const inside = (m: Maths, f: (m: Maths) => Maths): Maths =>
  Object.fromEntries(Object.entries(m).map(([field, of]) => [field, mapped(of, f)])) as unknown as Maths

/** a / b, without a number that stands at the front of both: λ for 2 λ / 2. */
const reduced = (over: Maths, under: Maths): Maths => {
  if (over._tag !== 'Product' || under._tag !== 'Number') return quotient(over, under)
  const [first, ...rest] = over.factors
  if (first?.of._tag !== 'Number' || first.of.value !== under.value) return quotient(over, under)
  return rest.length === 1 ? rest[0]!.of : { ...over, factors: rest }
}

/** Whether something has one value a parameter, where a gradient does and a length doesn't. */
const isWide = (m: Maths, reading: Reading): boolean => {
  if (m._tag === 'Nabla' || (m._tag === 'Call' && m.of._tag === 'Nabla')) return true
  if (m._tag === 'Bars' && m.bars !== '|v|') return false
  if (m._tag === 'Transposed' || (m._tag === 'Over' && m.operator === 'Σ')) return false
  return partsIn(m).some((of) => of.as === 'element' || (of.as === 'term' && reading.isWide(of.part)))
}

/** The notation of a combinator with its parts in their places. `by` is the index of a coordinate, where it is of one. */
export const fill = (m: Maths, reading: Reading, by?: Maths): Maths => {
  const go = (of: Maths): Maths => fill(of, reading, by)
  if (m._tag === 'Part') {
    const of =
      m.as === 'term'
        ? reading.part(m.part)
        : m.as === 'element'
          ? reading.element(m.part)
          : reading.function(m.part, m.called ?? 'f', m.as === 'letter')
    const indices = [...(by !== undefined && isWide(m, reading) ? [by] : []), ...m.indices.map(go)]
    return indices.length === 0 ? of : indexed(of, ...indices)
  }
  if (m._tag === 'Sum')
    return m.terms.reduce<Maths>((sum, term) => (term.minus ? minus : plus)(sum, go(term.of)), {
      _tag: 'Sum',
      terms: [],
    })
  if (m._tag === 'Product')
    return m.factors
      .map(({ of }) => ({ of: go(of), wide: by === undefined && isWide(of, reading) }))
      .reduce<Maths>((product, factor) => times({ of: product, wide: false }, factor), { _tag: 'Product', factors: [] })
  if (m._tag === 'Quotient') return reduced(go(m.over), go(m.under))
  if (m._tag === 'Over' && m.operator === 'Σ' && m.under === undefined) {
    const wide = partsIn(m.of).filter((of) => isWide(of, reading))
    const letter = symbol('m')
    if (wide.length > 0 && wide.every((of) => reading.part(of.part)._tag === 'Name'))
      return { ...m, under: letter, of: fill(m.of, reading, letter) }
  }
  // What would be an index, or worse, in LaTeX is a word there.
  if (m._tag === 'Row')
    return {
      ...m,
      parts: m.parts.map((of) => (typeof of !== 'string' ? go(of) : /[{}_^]/.test(of) ? word(of) : of)),
    }
  return inside(m, go)
}
