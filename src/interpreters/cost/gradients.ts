import {
  type HandlerProgram,
  partSize,
  partsOf,
  type Syntax,
  type SyntaxOf,
  scopesOf,
  type Variable,
} from '../../dsl/index.ts'

/** What a slot of the state holds: how many past tasks a list or a ring has, and how many examples a memory has room for. */
export interface Extent {
  readonly tasks: number
  readonly capacity: number
}

export type Extents = Readonly<Record<string, Extent>>

/** The scopes that are run: of a combinator its definition. */
const scopes = (s: Syntax) => (s._tag === 'Combinator' ? [{ bound: [], terms: s.definition }] : scopesOf(s))

/** The scopes that are run whatever a condition says. */
const certain = (s: Syntax) => (s._tag === 'When' ? [{ bound: [], terms: [s.condition] }] : scopes(s))

/** All terms of a handler, and which of them binds each variable. */
const survey = (roots: readonly Syntax[], of: typeof scopes) => {
  const terms = new Set<Syntax>()
  const binders = new Map<Variable, Syntax>()
  const pending = [...roots]
  for (let s = pending.pop(); s !== undefined; s = pending.pop()) {
    if (terms.has(s)) continue
    terms.add(s)
    for (const { bound, terms: inner } of of(s)) {
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

/** Counts of an event: what it takes at least, and at most where a condition decides at run time. */
export interface Bounds {
  readonly least: number
  readonly most: number
}

/** What an event takes of derivatives, in examples: one for each example of the batch that a loss is differentiated on. */
export interface Derivatives {
  /**
   * Gradients of an example's loss, or of something else of its outputs: one for each point and each example of the batch. A gradient
   * counts as often as the loops run whose variables it depends on; gradients at the same point on the same batch are one, and so is
   * a gradient of a gradient. One that is only differentiated again, as in ∇⟨∇L, v⟩, counts too.
   */
  readonly gradients: Bounds
  /** Those of them that are differentiated again: each time, the Hessian of the example's loss is multiplied by a vector. */
  readonly hessianProducts: Bounds
}

/**
 * The derivatives that an event takes.
 *
 * @param examples how many the batch of the event has
 * @param outputs how many the network has
 */
export const derivativesOf = (
  handler: HandlerProgram,
  examples: number,
  extents: Extents,
  outputs: number,
): Derivatives => {
  const roots = Object.values(handler.updates)
  const { terms, binders } = survey(roots, scopes)
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
        if (binder?._tag === 'Loop')
          return typeof binder.times === 'number' ? 1 : partSize(countOf(binder.times.samplesOf), binder.times.size)
        if (binder?._tag === 'Expectation') return partSize(countOf(binder.batch), binder.size)
        return binder?._tag === 'MapTasks' ? extentOf(binder.over).capacity : examples
      }
      case 'Join':
        return countOf(s.first) + countOf(s.second)
      case 'Take':
        return Math.max(0, Math.min(s.size, countOf(s.batch) - s.from))
      case 'Shuffle':
      case 'Relabel':
      case 'SoftLabels':
        return countOf(s.batch)
      case 'EveryLabel':
        return countOf(s.batch) * outputs
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
        return typeof binder.times === 'number'
          ? binder.times
          : partsOf(countOf(binder.times.samplesOf), binder.times.size)
      case 'Along':
        return timesOf(binder.loop)
      case 'Expectation':
        return partsOf(countOf(binder.batch), binder.size)
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

  /** What a derivative of a term looks at next. */
  const behind = (s: Syntax): readonly Syntax[] => {
    if (s._tag === 'FirstOrder' || s._tag === 'Compare' || s._tag === 'Draw' || s._tag === 'Relabel') return []
    if (s._tag !== 'Variable') return scopes(s).flatMap(({ terms: inner }) => inner)
    const binder = binders.get(s)
    if (binder === undefined || s.kind._tag === 'Batch' || s.kind._tag === 'Memory') return []
    switch (binder._tag) {
      case 'Gradient':
        return [binder.at[binder.bound.indexOf(s)]!]
      case 'Loop': {
        const position = binder.bound.indexOf(s)
        return position >= 0 ? [binder.initial[position]!, binder.next[position]!] : []
      }
      case 'Along':
        return [binder.loop]
      case 'MapTasks':
        return s === binder.index ? [] : [binder.over]
      default:
        return []
    }
  }
  const reached = (root: Syntax, next: (s: Syntax) => readonly Syntax[]): ReadonlySet<Syntax> => {
    const found = new Set<Syntax>()
    const pending = [root]
    for (let s = pending.pop(); s !== undefined; s = pending.pop()) {
      if (found.has(s)) continue
      found.add(s)
      pending.push(...next(s))
    }
    return found
  }

  /** Gradients whose function has gradients in it that its derivative sees. */
  const outer = [...terms].flatMap((gradient) => {
    if (gradient._tag !== 'Gradient') return []
    const within = reached(gradient.body, (s) => (s._tag === 'Variable' ? [] : behind(s)))
    const inner = new Set([...within].filter(({ _tag }) => _tag === 'Gradient'))
    return inner.size === 0 ? [] : [{ gradient, inner }]
  })
  const isTwice = (s: SyntaxOf<'Measure'>, outside: readonly Syntax[]): boolean =>
    outer.some(
      ({ gradient, inner }) =>
        outside.some((one) => one !== gradient && inner.has(one)) &&
        [...reached(s.parameters, behind)].some((one) => one._tag === 'Variable' && binders.get(one) === gradient),
    )

  const counted = (run: ReadonlySet<Syntax>) => {
    const seen = {
      learning: new Map<Syntax, Map<Syntax, boolean>>(),
      predicting: new Map<Syntax, Map<Syntax, boolean>>(),
    }
    let [gradients, hessianProducts] = [0, 0]
    for (const s of run) {
      if (s._tag !== 'Measure') continue
      const outside = [...around(s)]
      const point = pointOf(s.parameters)
      const batches = seen[s.mode].get(point) ?? new Map<Syntax, boolean>()
      seen[s.mode].set(point, batches)
      if (!outside.some(({ _tag }) => _tag === 'Gradient')) continue
      const count = countOf(s.batch) * outside.reduce((product, binder) => product * timesOf(binder), 1)
      const twice = isTwice(s, outside)
      if (!batches.has(s.batch)) gradients += count
      if (twice && batches.get(s.batch) !== true) hessianProducts += count
      batches.set(s.batch, twice || batches.get(s.batch) === true)
    }
    return { gradients, hessianProducts }
  }
  const most = counted(terms)
  const least = [...terms].some(({ _tag }) => _tag === 'When') ? counted(survey(roots, certain).terms) : most
  return {
    gradients: { least: least.gradients, most: most.gradients },
    hessianProducts: { least: least.hessianProducts, most: most.hessianProducts },
  }
}

/** How many gradients an event takes; `undefined` where a condition decides at run time. */
export const gradientsOf = (...of: Parameters<typeof derivativesOf>): number | undefined => {
  const { least, most } = derivativesOf(...of).gradients
  return least === most ? most : undefined
}
