import { kindOf, type Lambda, type Syntax, scopesOf, type Variable } from '../../dsl/index.ts'
import { isTransparent, notationOf } from './notations.ts'
import { guardedDivisorOf, innerProductOf, normOf, powerOf, squareOf } from './patterns.ts'
import { resultSymbol } from './symbols.ts'

/** A place where lines are written: an event, the body of a loop or a function, a side of a branch. */
export interface Frame {
  readonly key: object | undefined
  readonly kind: 'event' | 'loop' | 'branch' | 'function'
  readonly bound: readonly Variable[]
  readonly parent: Frame | undefined
  readonly depth: number
}

/** A term that a printed node mentions, in the frame of that node or in one of its own. */
export interface Edge {
  readonly to: Syntax
  readonly inside?: Inner
}

interface Inner {
  readonly key: object
  readonly kind: Frame['kind']
  readonly bound: readonly Variable[]
}

const kinds: Readonly<Partial<Record<Syntax['_tag'], Frame['kind']>>> = { Loop: 'loop', When: 'branch' }

/** The function that a part of a combinator is, as a place for lines. */
const lambdaEdge = (part: Lambda): Edge => ({
  to: part.body,
  inside: { key: part, kind: 'function', bound: part.bound },
})

/** What is read when a node is printed: the definition of a combinator or its parts, not both. */
export const edgesOf = (s: Syntax): readonly Edge[] => {
  const patterned = patternEdges(s)
  if (patterned !== undefined) return patterned.map((to) => ({ to }))
  switch (s._tag) {
    case 'Like':
      return [{ to: s.value }]
    case 'EmptyList':
      return []
    // The gradient stands in the quadratic program and in what is made of its solution.
    case 'ConeProjection':
      return [s.constraints, s.gradient, s.margin, s.ridge, s.gradient].map((to) => ({ to }))
    case 'Shuffle':
    case 'Draw':
    case 'Coordinates':
    case 'Relabel':
    case 'Push':
      return scopesOf({ ...s, iterations: [] }).flatMap(({ terms }) => terms.map((to) => ({ to })))
    case 'When':
      return [
        { to: s.condition },
        ...s.then.map((to): Edge => ({ to, inside: { key: s.then, kind: 'branch', bound: [] } })),
        ...s.otherwise.map((to): Edge => ({ to, inside: { key: s.otherwise, kind: 'branch', bound: [] } })),
      ]
    case 'Combinator':
      if (isTransparent(s)) return s.definition.map((to) => ({ to }))
      return notationOf(s).shows.flatMap((name): readonly Edge[] => {
        const part = s.parts[name]
        if (typeof part !== 'object') return []
        return part._tag === 'Lambda' ? [lambdaEdge(part)] : [{ to: part }]
      })
    default:
      return scopesOf(s).flatMap(({ bound, terms }) =>
        terms.map((to): Edge => {
          const inner = bound.length > 0
          return inner ? { to, inside: { key: s, kind: kinds[s._tag] ?? 'function', bound } } : { to }
        }),
      )
  }
}

const patternEdges = (s: Syntax): readonly Syntax[] | undefined => {
  const power = powerOf(s)
  if (power !== undefined) return [power.base, power.exponent]
  const one = normOf(s) ?? squareOf(s) ?? guardedDivisorOf(s)
  return one === undefined ? innerProductOf(s) : [one]
}

/** A step: a combinator that makes new parameters of old ones. */
export const isStep = (s: Syntax): boolean =>
  s._tag === 'Combinator' && 'at' in s.parts && resultSymbol(s.name) === undefined && kindOf(s)._tag === 'Params'

export const isAtom = (s: Syntax): boolean => s._tag === 'Variable' || s._tag === 'Option' || s._tag === 'Literal'

/** Nodes that are lines of their own, however often they are used. */
export const isStatement = (s: Syntax): boolean =>
  s._tag === 'Loop' ||
  s._tag === 'When' ||
  s._tag === 'Draw' ||
  s._tag === 'Coordinates' ||
  s._tag === 'Relabel' ||
  s._tag === 'Push'

export const isRandom = (s: Syntax): boolean => 'iterations' in s
