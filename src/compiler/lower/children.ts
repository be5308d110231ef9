import type { Syntax, Variable } from '../../dsl/index.ts'

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

/** Whether a term mentions one of `variables`. */
export const mentions = (variables: readonly Variable[]): ((s: Syntax) => boolean) => {
  const known = new Map<Syntax, boolean>(variables.map((v) => [v as Syntax, true]))
  const search = (s: Syntax): boolean => {
    const seen = known.get(s)
    if (seen !== undefined) return seen
    const answer = childrenOf(s).some(search)
    known.set(s, answer)
    return answer
  }
  return search
}

/** The random nodes of some terms in an order that depends on the program alone, so that keys do too. */
export const placesOf = (roots: readonly Syntax[]): ReadonlyMap<Syntax, number> => {
  const places = new Map<Syntax, number>()
  const seen = new Set<Syntax>()
  const visit = (s: Syntax): void => {
    if (seen.has(s)) return
    seen.add(s)
    if ('place' in s) places.set(s, places.size)
    childrenOf(s).forEach(visit)
  }
  roots.forEach(visit)
  return places
}
