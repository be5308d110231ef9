import { type Definition, type Line, type Maths, unicodeMaths } from '../../../src/interpreters/explain/index.ts'

/** What names stand for while an explanation is carried out, on vectors of one coordinate. */
interface Paper {
  readonly values: Map<string, number>
  readonly functions: Map<string, Definition>
}

const functions: Readonly<Record<string, (...x: readonly number[]) => number>> = {
  max: Math.max,
  min: Math.min,
  tanh: Math.tanh,
  sum: (x) => x!,
  mean: (x) => x!,
}

const unknown = (what: string): never => {
  throw new Error(`nobody can carry out ${what}`)
}

/** A function of one argument as it is spelled, with its steps. */
const applied = (paper: Paper, { head, value, steps, where }: Definition, at: number): number => {
  const parameter = head._tag === 'Call' ? head.to[0] : undefined
  const inside = { values: new Map(paper.values), functions: new Map(paper.functions) }
  inside.values.set(unicodeMaths(parameter!), at)
  define(inside, where)
  carryOut(inside, steps)
  return worth(inside, value)
}

const define = (paper: Paper, where: readonly Definition[]): void => {
  for (const of of where) paper.functions.set(unicodeMaths(of.head._tag === 'Call' ? of.head.of : of.head), of)
}

/** By central differences: nobody differentiates on paper what may be checked on it. */
const slope = (paper: Paper, of: Maths, at: number): number => {
  const f = paper.functions.get(unicodeMaths(of)) ?? unknown(unicodeMaths(of))
  const h = 1e-5
  return (applied(paper, f, at + h) - applied(paper, f, at - h)) / (2 * h)
}

const worth = (paper: Paper, m: Maths): number => {
  const go = (of: Maths): number => worth(paper, of)
  switch (m._tag) {
    case 'Name':
      return paper.values.get(unicodeMaths(m)) ?? unknown(unicodeMaths(m))
    case 'Number':
      return m.value
    case 'Sum':
      return m.terms.reduce((sum, { minus, of }) => sum + (minus ? -go(of) : go(of)), 0)
    case 'Product':
      return m.factors.reduce((product, { of }) => product * go(of), 1)
    case 'Quotient':
      return go(m.over) / go(m.under)
    case 'Power':
      return go(m.of) ** go(m.exponent)
    case 'Bars':
      return m.bars === '⌈v⌉' ? Math.ceil(go(m.of)) : Math.abs(go(m.of))
    case 'Root':
      return Math.sqrt(go(m.of))
    case 'Transposed':
      return go(m.left) * go(m.right)
    case 'Relation':
      return (m.operator === '<' ? go(m.left) < go(m.right) : go(m.left) === go(m.right)) ? 1 : 0
    case 'Choice':
      return go(m.condition) === 1 ? go(m.then) : go(m.otherwise)
    case 'Call':
      if (m.of._tag === 'Nabla') return slope(paper, m.of.of, go(m.to[0]!))
      return m.of._tag === 'Word' ? functions[m.of.text]!(...m.to.map(go)) : unknown(unicodeMaths(m))
    default:
      return unknown(unicodeMaths(m))
  }
}

/** The counter of a loop, and its first and last value. */
const range = (paper: Paper, [head]: Line['text']): readonly [string, number, number] => {
  if (typeof head !== 'object' || head._tag !== 'Row') return unknown('a loop without a range')
  const [index, from, to] = head.parts as readonly [Maths, string, Maths]
  const end = to._tag === 'Row' && typeof to.parts[0] === 'object' ? worth(paper, to.parts[0]) - 1 : worth(paper, to)
  return [unicodeMaths(index), from.includes('0') ? 0 : 1, end]
}

/** Carries out lines one after the other, as somebody would with a pencil. */
export const carryOut = (paper: Paper, lines: readonly Line[]): void => {
  lines.forEach(({ text, opens, body = [], where = [] }, at) => {
    define(paper, where)
    if (opens === 'for') {
      const [index, first, last] = range(paper, text)
      for (let i = first; i <= last; i++) {
        paper.values.set(index, i)
        carryOut(paper, body)
      }
      return
    }
    if (opens === 'if') {
      const otherwise = lines[at + 1]?.opens === 'else' ? (lines[at + 1]!.body ?? []) : []
      carryOut(paper, worth(paper, text[0] as Maths) === 1 ? body : otherwise)
      return
    }
    if (opens === 'else') return
    const [assignment] = text
    if (typeof assignment !== 'object' || assignment._tag !== 'Relation') return unknown('a line that assigns nothing')
    paper.values.set(unicodeMaths(assignment.left), worth(paper, assignment.right))
  })
}
