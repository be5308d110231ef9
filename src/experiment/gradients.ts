import { type HandlerProgram, type Syntax, scopesOf, type Variable } from '../dsl/index.ts'

/** What a slot of the state holds: how many past tasks a list or a ring has, and how many examples a memory has room for. */
export interface Extent {
  readonly tasks: number
  readonly capacity: number
}

type Extents = Readonly<Record<string, Extent>>

/** The scopes that are run: of a combinator its definition. */
const scopes = (s: Syntax) => (s._tag === 'Combinator' ? [{ bound: [], terms: s.definition }] : scopesOf(s))

/** All terms of a handler, and which of them binds each variable. */
const survey = (roots: readonly Syntax[]) => {
  const terms = new Set<Syntax>()
  const binders = new Map<Variable, Syntax>()
  const pending = [...roots]
  for (let s = pending.pop(); s !== undefined; s = pending.pop()) {
    if (terms.has(s)) continue
    terms.add(s)
    for (const { bound, terms: inner } of scopes(s)) {
      for (const variable of bound) if (!binders.has(variable)) binders.set(variable, s)
      pending.push(...inner)
    }
  }
  return { terms, binders }
}

const memoised = <A>(of: (s: Syntax) => A): ((s: Syntax) => A) => {
  const known = new Map<Syntax, A>()
  return (s) => {
    const before = known.get(s)
    if (before !== undefined) return before
    const value = of(s)
    known.set(s, value)
    return value
  }
}

const union = <A>(sets: readonly ReadonlySet<A>[]): ReadonlySet<A> => new Set(sets.flatMap((set) => [...set]))

/**
 * How many gradients of an example's loss (or of the norm of its outputs) an event takes: one for each point and each example of the
 * batch. A gradient counts as often as the loops run whose variables it depends on; gradients at the same point on the same batch
 * are one, and so is a gradient of a gradient. `undefined` where a condition decides at run time.
 *
 * @param examples how many the batch of the event has
 */
export const gradientsOf = (handler: HandlerProgram, examples: number, extents: Extents): number | undefined => {
  const { terms, binders } = survey(Object.values(handler.updates))
  const slots = new Map(Object.entries(handler.slots).map(([name, variable]) => [variable, extents[name]]))

  const free: (s: Syntax) => ReadonlySet<Variable> = memoised((s) =>
    s._tag === 'Variable'
      ? new Set([s])
      : union(
          scopes(s).map(({ bound, terms: inner }) => {
            const found = new Set(inner.flatMap((term) => [...free(term)]))
            for (const variable of bound) found.delete(variable)
            return found
          }),
        ),
  )

  /** The terms that bind what a term depends on, and what these depend on. */
  const around: (s: Syntax) => ReadonlySet<Syntax> = memoised((s) =>
    union(
      [...free(s)].map((variable) => {
        const binder = binders.get(variable)
        return binder === undefined ? new Set() : union([new Set([binder]), around(binder)])
      }),
    ),
  )

  const extentOf = (s: Syntax): Extent => {
    switch (s._tag) {
      case 'Variable': {
        const binder = binders.get(s)
        const position = binder?._tag === 'Loop' ? binder.bound.indexOf(s) : -1
        return binder?._tag === 'Loop' && position >= 0
          ? extentOf(binder.initial[position]!)
          : (slots.get(s) ?? { tasks: 0, capacity: 0 })
      }
      case 'Push':
        return extentOf(s.memory)
      case 'MapTasks':
        return extentOf(s.over)
      case 'Append': {
        const { tasks, capacity } = extentOf(s.list)
        return { tasks: tasks + 1, capacity }
      }
      case 'Component':
        return s.of._tag === 'Loop' ? extentOf(s.of.initial[s.index]!) : extentOf(s.of)
      default:
        return { tasks: 0, capacity: 0 }
    }
  }

  const countOf = (s: Syntax): number => {
    switch (s._tag) {
      case 'Variable': {
        const binder = binders.get(s)
        if (binder?._tag === 'Loop') return 1
        if (binder?._tag === 'Expectation') return binder.size
        return binder?._tag === 'MapTasks' ? extentOf(binder.over).capacity : examples
      }
      case 'Join':
        return countOf(s.first) + countOf(s.second)
      case 'Take':
        return Math.max(0, Math.min(s.size, countOf(s.batch) - s.from))
      case 'Shuffle':
      case 'Relabel':
        return countOf(s.batch)
      case 'Draw':
        return s.count
      case 'Component':
        return s.of._tag === 'Combinator' ? countOf(s.of.definition[s.index]!) : 0
      case 'Combinator':
        return countOf(s.definition[0]!)
      default:
        return 0
    }
  }

  const timesOf = (binder: Syntax): number => {
    switch (binder._tag) {
      case 'Loop':
        return typeof binder.times === 'number' ? binder.times : countOf(binder.times.samplesOf)
      case 'Along':
        return timesOf(binder.loop)
      case 'Expectation':
        return Math.ceil(countOf(binder.batch) / binder.size)
      case 'MapTasks':
        return extentOf(binder.over).tasks
      default:
        return 1
    }
  }

  /** What a variable of a gradient stands for: the point that the gradient is taken at. */
  const pointOf = (s: Syntax): Syntax => {
    const binder = s._tag === 'Variable' ? binders.get(s) : undefined
    return binder?._tag === 'Gradient' && s._tag === 'Variable' ? pointOf(binder.at[binder.bound.indexOf(s)]!) : s
  }

  if ([...terms].some(({ _tag }) => _tag === 'When')) return undefined
  const seen = new Map<Syntax, Set<Syntax>>()
  return [...terms].reduce((sum, s) => {
    if (s._tag !== 'Measure') return sum
    const outside = [...around(s)]
    const point = pointOf(s.parameters)
    const batches = seen.get(point) ?? new Set()
    if (batches.has(s.batch) || !outside.some(({ _tag }) => _tag === 'Gradient')) return sum
    seen.set(point, batches.add(s.batch))
    return sum + countOf(s.batch) * outside.reduce((product, binder) => product * timesOf(binder), 1)
  }, 0)
}
