import { inductive, type Syntax, scopesOf, topDown, type Variable } from '../../dsl/index.ts'

/** The terms a node is made of, those under its binders included. Parts of a combinator are for printing: its definition counts. */
export const childrenOf = (s: Syntax): readonly Syntax[] => {
  switch (s._tag) {
    case 'Variable':
    case 'Option':
    case 'Literal':
    case 'Reservoir':
    case 'Ring':
      return []
    case 'Unary':
    case 'Reduce':
    case 'Only':
    case 'FirstOrder':
    case 'Component':
      return [s.of]
    case 'Binary':
    case 'Compare':
      return [s.left, s.right]
    case 'Select':
      return [s.condition, s.then, s.otherwise]
    case 'Like':
      return [s.of, s.value]
    case 'Apply':
      return [s.parameters, s.to]
    case 'Coordinates':
      return s.iterations
    case 'Pick':
      return [s.of, s.coordinates]
    case 'Measure':
      return [s.parameters, s.batch]
    case 'Gradient':
      return [...s.at, s.body]
    case 'Loop':
      return [...(typeof s.times === 'number' ? [] : [s.times.samplesOf]), ...s.initial, ...s.next]
    case 'Along':
      return [s.loop, s.body]
    case 'Expectation':
      return [s.batch, ...s.body]
    case 'Join':
      return [s.first, s.second]
    case 'Take':
      return [s.batch]
    case 'SoftLabels':
      return [s.batch, s.parameters]
    case 'EveryLabel':
      return [s.batch]
    case 'Place':
      return [s.shuffle]
    case 'Shuffle':
      return [s.batch, ...s.iterations]
    case 'Draw':
      return [s.memory, ...s.iterations]
    case 'Relabel':
      return [s.batch, s.parameters, ...s.iterations]
    case 'Push':
      return [s.memory, s.batch, ...s.iterations]
    case 'EmptyList':
      return s.elements
    case 'Append':
      return [s.list, ...s.values]
    case 'MapTasks':
      return [s.over, ...s.body]
    case 'Total':
      return [s.list]
    case 'ConeProjection':
      return [s.constraints, s.gradient, s.margin, s.ridge]
    case 'When':
      return [s.condition, ...s.then, ...s.otherwise]
    case 'Combinator':
      return s.definition
  }
}

/** The variables that are free in a node, where those of its children are known. Terms share the sets that are alike. */
const freeAbove =
  (freeIn: (s: Syntax) => ReadonlySet<Variable>) =>
  (s: Syntax): ReadonlySet<Variable> => {
    if (s._tag === 'Variable') return new Set([s])
    if (s._tag === 'Combinator') return s.definition.map(freeIn).reduce(union, none)
    return scopesOf(s).reduce<ReadonlySet<Variable>>(
      (so, { bound, terms }) => union(so, without(terms.map(freeIn).reduce(union, none), bound)),
      none,
    )
  }

const none: ReadonlySet<Variable> = new Set()

/** The union; one of the two itself where it holds the other, so that long chains of terms have one set. */
const union = (a: ReadonlySet<Variable>, b: ReadonlySet<Variable>): ReadonlySet<Variable> => {
  if (a === b) return a
  const [large, small] = a.size < b.size ? [b, a] : [a, b]
  for (const v of small) if (!large.has(v)) return new Set([...large, ...small])
  return large
}

const without = (a: ReadonlySet<Variable>, bound: readonly Variable[]): ReadonlySet<Variable> =>
  bound.some((v) => a.has(v)) ? new Set([...a].filter((v) => !bound.includes(v))) : a

/** The variables that a term takes from outside of it. */
export const freeVariables = (): ((s: Syntax) => ReadonlySet<Variable>) => {
  const freeIn: (s: Syntax) => ReadonlySet<Variable> = inductive(childrenOf, (s) => freeAbove(freeIn)(s))
  return freeIn
}

/** The random nodes of some terms in an order that depends on the program alone, so that keys do too. */
export const placesOf = (roots: readonly Syntax[]): ReadonlyMap<Syntax, number> =>
  new Map([...topDown(roots, childrenOf)].filter((s) => 'place' in s).map((s, place) => [s, place]))
