import {
  type CombinatorSyntax,
  isRandom,
  kindOf,
  type Lambda,
  type Syntax,
  type SyntaxOf,
  scopesOf,
  type Tag,
  type Variable,
} from '../../dsl/index.ts'
import { isTransparent, partsIn, writingOf } from './notations.ts'
import { guardedDivisorOf, innerProductOf, normOf, powerOf, squareOf } from './patterns.ts'

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

/** The function that a part of a combinator is, as a place for lines. */
const lambdaEdge = (part: Lambda): Edge => ({
  to: part.body,
  inside: { key: part, kind: 'function', bound: part.bound },
})

/** The parts that the notation of a combinator mentions, in the order of the parts, each as often as it stands there. */
const written = (s: CombinatorSyntax): readonly Edge[] => {
  const mentioned = writingOf(s).flatMap(partsIn)
  return Object.entries(s.parts).flatMap(([name, part]): readonly Edge[] => {
    const mentions = mentioned.filter((of) => of.part === name)
    if (typeof part !== 'object' || mentions.length === 0) return []
    // A function is spelled once, and then goes by its letter.
    return part._tag === 'Lambda' ? [lambdaEdge(part)] : mentions.map(() => ({ to: part }))
  })
}

/** What of a node is read when it is printed, where that is not all that it mentions. */
const read: { readonly [T in Tag]?: (s: SyntaxOf<T>) => readonly Edge[] } = {
  Like: ({ value }) => [{ to: value }],
  // What it is shaped like is not read.
  Noise: () => [],
  EmptyList: () => [],
  // The gradient stands in the quadratic program and in what is made of its solution.
  ConeProjection: (s) => [s.constraints, s.gradient, s.margin, s.ridge, s.gradient].map((to) => ({ to })),
  When: ({ condition, then, otherwise }) => [
    { to: condition },
    ...[then, otherwise].flatMap((side) =>
      side.map((to): Edge => ({ to, inside: { key: side, kind: 'branch', bound: [] } })),
    ),
  ],
  Combinator: (s) => (isTransparent(s) ? s.definition.map((to) => ({ to })) : written(s)),
}

/** What is read when a node is printed: the definition of a combinator or its parts, not both; of a random node no loop counters. */
export const edgesOf = (s: Syntax): readonly Edge[] => {
  const patterned = patternEdges(s)
  if (patterned !== undefined) return patterned.map((to) => ({ to }))
  const own = read[s._tag] as ((s: Syntax) => readonly Edge[]) | undefined
  if (own !== undefined) return own(s)
  return scopesOf(isRandom(s) ? { ...s, iterations: [] } : s).flatMap(({ bound, terms }) =>
    terms.map(
      (to): Edge =>
        bound.length === 0
          ? { to }
          : { to, inside: { key: s, kind: s._tag === 'Loop' || s._tag === 'Fold' ? 'loop' : 'function', bound } },
    ),
  )
}

const patternEdges = (s: Syntax): readonly Syntax[] | undefined => {
  const power = powerOf(s)
  if (power !== undefined) return [power.base, power.exponent]
  const one = normOf(s) ?? squareOf(s) ?? guardedDivisorOf(s)
  return one === undefined ? innerProductOf(s) : [one]
}

/** A step: a combinator that makes new parameters of old ones. */
export const isStep = (s: Syntax): boolean =>
  s._tag === 'Combinator' && 'at' in s.parts && s.notation?.gives === undefined && kindOf(s)._tag === 'Params'

export const isAtom = (s: Syntax): boolean => s._tag === 'Variable' || s._tag === 'Option' || s._tag === 'Literal'

/** Nodes that are lines of their own, however often they are used. */
export const isStatement = (s: Syntax): boolean =>
  s._tag === 'Loop' ||
  s._tag === 'Fold' ||
  s._tag === 'When' ||
  s._tag === 'Draw' ||
  s._tag === 'Coordinates' ||
  s._tag === 'Noise' ||
  s._tag === 'Reinitialise' ||
  s._tag === 'Relabel' ||
  s._tag === 'Push'
