import { inductive } from './bottom-up.ts'
import { resultsOf } from './results.ts'
import { mentionsOf } from './scopes.ts'
import type { Kind, Syntax, SyntaxRules } from './syntax.ts'
import { coordinatesKind, scalarKind } from './term.ts'

/**
 * The kind of a term whose parts are well kinded. Construction needs it to declare bound variables; whether the parts
 * agree is checked when the program is compiled.
 */
export const kindOf: (syntax: Syntax) => Kind = inductive(
  mentionsOf,
  (syntax) => (rules[syntax._tag] as (s: Syntax) => Kind)(syntax),
  new WeakMap(),
)

/** Arithmetic spreads a scalar over parameters. */
const wider = (a: Syntax, b: Syntax): Kind => {
  const left = kindOf(a)
  return left._tag === 'Scalar' ? kindOf(b) : left
}

const batch = (): Kind => ({ _tag: 'Batch' })
const memory = (): Kind => ({ _tag: 'Memory' })

const rules: SyntaxRules<Kind> = {
  Variable: ({ kind }) => kind,
  Option: () => scalarKind,
  Literal: () => scalarKind,
  Unary: ({ of }) => kindOf(of),
  Binary: ({ left, right }) => wider(left, right),
  Compare: ({ left, right }) => (wider(left, right)._tag === 'Scalar' ? { _tag: 'Condition' } : wider(left, right)),
  Select: ({ condition, then, otherwise }) => {
    const sides = wider(then, otherwise)
    return sides._tag === 'Scalar' && kindOf(condition)._tag === 'Params' ? kindOf(condition) : sides
  },
  Like: ({ of }) => kindOf(of),
  Reduce: () => scalarKind,
  Only: ({ of }) => kindOf(of),
  Reinitialise: ({ of }) => kindOf(of),
  Apply: ({ to }) => kindOf(to),
  Coordinates: ({ count }) => coordinatesKind(count),
  Noise: ({ like }) => kindOf(like),
  Pick: ({ coordinates }) => kindOf(coordinates),
  Measure: () => scalarKind,
  Gradient: () => scalarKind,
  FirstOrder: ({ of }) => kindOf(of),
  Loop: () => scalarKind,
  Along: ({ body }) => kindOf(body),
  Expectation: () => scalarKind,
  Component: ({ of, index }) => {
    const result = resultsOf(of)[index]
    return result === undefined ? scalarKind : kindOf(result)
  },
  Join: batch,
  Take: batch,
  Shuffle: batch,
  Side: batch,
  Draw: batch,
  Relabel: batch,
  SoftLabels: batch,
  EveryLabel: batch,
  Place: () => scalarKind,
  Reservoir: memory,
  Ring: memory,
  Push: memory,
  EmptyList: ({ names, elements }) => ({ _tag: 'List', names, elements: elements.map(kindOf) }),
  Append: ({ list }) => kindOf(list),
  MapTasks: ({ names, body }) => ({ _tag: 'List', names, elements: body.map(kindOf) }),
  Total: ({ list }) => {
    const kind = kindOf(list)
    return kind._tag === 'List' ? (kind.elements[0] ?? scalarKind) : scalarKind
  },
  ConeProjection: ({ gradient }) => kindOf(gradient),
  When: () => scalarKind,
  Combinator: ({ definition }) => (definition.length === 1 ? kindOf(definition[0]!) : scalarKind),
}
