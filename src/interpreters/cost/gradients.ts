import {
  type Binder,
  childrenOf,
  freeVariables,
  type HandlerProgram,
  inductive,
  isArithmetic,
  isBinder,
  kindOf,
  ofBinder,
  type Syntax,
  type SyntaxOf,
  scopesRun,
  topDown,
  type Variable,
  widthGiven,
} from '../../dsl/index.ts'
import { examplesOf } from './examples.ts'
import type { Extents } from './extents.ts'

const isOfLearner = (parameters: Syntax): boolean => {
  const kind = kindOf(parameters)
  return kind._tag !== 'Params' || widthGiven(kind.network) === undefined
}

/** Whether the learner's network is run on examples for numbers that can be differentiated. */
const runsNetwork = (s: Syntax): s is SyntaxOf<'Measure' | 'Outputs' | 'Features' | 'Onward'> =>
  s._tag === 'Measure' ||
  (s._tag === 'Outputs' && isOfLearner(s.parameters)) ||
  s._tag === 'Features' ||
  s._tag === 'Onward'

/** The scopes that are run whatever a condition says. */
const certain = (s: Syntax) => (s._tag === 'When' ? [{ bound: [], terms: [s.condition] }] : scopesRun(s))

/** All terms of a handler, and which of them binds each variable. */
const survey = (roots: readonly Syntax[], of: typeof scopesRun) => {
  const terms = new Set<Syntax>()
  const binders = new Map<Variable, Binder>()
  const pending = [...roots]
  for (let s = pending.pop(); s !== undefined; s = pending.pop()) {
    if (terms.has(s)) continue
    terms.add(s)
    for (const { bound, terms: inner } of of(s)) {
      if (isBinder(s)) for (const variable of bound) if (!binders.has(variable)) binders.set(variable, s)
      pending.push(...inner)
    }
  }
  return { terms, binders }
}

/** How many examples the batches of an event have, by name. */
export type Counts = Readonly<Record<string, number>>

/** Counts of an event: what it takes at least, and at most where a condition decides at run time. */
export interface Bounds {
  readonly least: number
  readonly most: number
}

/**
 * What an event takes of derivatives, in examples: one for each example of the batch that a loss is differentiated on. Rows that fill up
 * a batch, where a memory holds fewer examples than are drawn, are none.
 */
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
 * @param counts how many examples the batches of the event have, by name
 * @param outputs how many the network has
 */
export const derivativesOf = (
  handler: HandlerProgram,
  counts: Counts,
  extents: Extents,
  outputs: number,
): Derivatives => {
  const roots = Object.values(handler.updates)
  const { terms, binders } = survey(roots, scopesRun)
  const slots = new Map(
    Object.entries(handler.slots).flatMap(([name, variable]) => {
      const extent = extents[name]
      return extent === undefined ? [] : [[variable, extent] as const]
    }),
  )

  const examples = new Map(Object.entries(handler.batches).map(([name, variable]) => [variable, counts[name] ?? 0]))

  const free = freeVariables(scopesRun)
  const enclosing = new Map<ReadonlySet<Variable>, ReadonlySet<Binder>>()
  /** The terms that bind what a term depends on, and what these depend on. */
  const around: (s: Syntax) => ReadonlySet<Binder> = inductive<Syntax, ReadonlySet<Binder>>(
    (s) => [...free(s)].flatMap((variable) => binders.get(variable) ?? []),
    (s) => {
      const known = enclosing.get(free(s))
      if (known !== undefined) return known
      const all = new Set(
        [...free(s)].flatMap((variable) => {
          const binder = binders.get(variable)
          return binder === undefined ? [] : [binder, ...around(binder)]
        }),
      )
      enclosing.set(free(s), all)
      return all
    },
  )

  const { thereOver } = examplesOf(roots, binders, { examples, sides: counts, slots, outputs })

  /**
   * What a variable stands for: of a gradient the point that it is taken at, and in steps over the tasks of one list the same elements of
   * it.
   */
  const standsFor = (s: Syntax): readonly [string, Syntax] | undefined => {
    const binder = s._tag === 'Variable' ? binders.get(s) : undefined
    if (binder?._tag === 'Gradient') return ['at', binder.at[binder.bound.indexOf(s as Variable)]!]
    if (binder?._tag === 'MapTasks' && s !== binder.index)
      return [`element ${binder.bound.indexOf(s as Variable)} of`, binder.over]
    return undefined
  }

  const points = new Map<string, number>()
  const identities = new Map<Syntax, number>()
  const numbered = (key: string): number => {
    const known = points.get(key) ?? points.size
    points.set(key, known)
    return known
  }
  /** A number for each point that a gradient is taken at: terms that are equal once variables are what they stand for have one. */
  const pointOf: (of: Syntax) => number = inductive<Syntax, number>(
    (s) => {
      const behind = standsFor(s)
      return behind !== undefined ? [behind[1]] : isArithmetic(s) ? childrenOf(s) : []
    },
    (s) => {
      const behind = standsFor(s)
      if (behind !== undefined)
        return behind[0] === 'at' ? pointOf(behind[1]) : numbered(`${behind[0]} ${pointOf(behind[1])}`)
      if (!isArithmetic(s)) {
        const own = identities.get(s) ?? identities.size
        identities.set(s, own)
        return numbered(`term ${own}`)
      }
      const plain = Object.entries(s).filter(([, value]) => typeof value !== 'object')
      return numbered(JSON.stringify([plain, childrenOf(s).map(pointOf)]))
    },
  )

  /** What a derivative of a term looks at next. */
  const behind = (s: Syntax): readonly Syntax[] => {
    if (
      s._tag === 'FirstOrder' ||
      s._tag === 'Compare' ||
      s._tag === 'Draw' ||
      s._tag === 'All' ||
      s._tag === 'Noise' ||
      s._tag === 'Relabel'
    )
      return []
    if (s._tag !== 'Variable') return childrenOf(s)
    const binder = binders.get(s)
    if (binder === undefined || s.kind._tag === 'Batch' || s.kind._tag === 'Episodes' || s.kind._tag === 'Memory')
      return []
    return ofBinder<readonly Syntax[]>({
      Gradient: ({ bound, at }) => [at[bound.indexOf(s)]!],
      Loop: ({ bound, initial, next }) => {
        const position = bound.indexOf(s)
        return position >= 0 ? [initial[position]!, next[position]!] : []
      },
      Along: ({ loop }) => [loop],
      Expectation: () => [],
      MapTasks: ({ index, over }) => (s === index ? [] : [over]),
      Fold: ({ index, over, bound, initial, next }) => {
        const position = bound.indexOf(s)
        if (position >= 0) return [initial[position]!, next[position]!]
        return s === index ? [] : [over]
      },
    })(binder)
  }

  /**
   * Losses that are differentiated again by a gradient around the one that they are in: those of its function whose parameters depend,
   * for a derivative, on what it is taken by. What does not depend on that at all is not looked at.
   */
  const seenAgainBy = (gradient: SyntaxOf<'Gradient'>): readonly Syntax[] => {
    const isInside = (s: Syntax): boolean => around(s).has(gradient)
    const region = topDown([gradient.body], (s) => childrenOf(s).filter(isInside))
    const inner = new Set<Syntax>(
      [...topDown([gradient.body], (s) => (s._tag === 'Variable' ? [] : behind(s).filter(isInside)))].filter(
        (s) => s._tag === 'Gradient',
      ),
    )
    if (inner.size === 0) return []
    const users = new Map<Syntax, Syntax[]>([...region].map((s) => [s, []]))
    for (const s of region) for (const one of behind(s)) users.get(one)?.push(s)
    const depends = topDown<Syntax>(gradient.bound, (s) => users.get(s) ?? [])
    return [...region].filter(
      (s) =>
        runsNetwork(s) && depends.has(s.parameters) && [...around(s)].some((one) => one !== gradient && inner.has(one)),
    )
  }
  const twiceSeen = new Set([...terms].flatMap((s) => (s._tag === 'Gradient' ? seenAgainBy(s) : [])))

  const counted = (run: ReadonlySet<Syntax>) => {
    const seen = {
      learning: new Map<number, Map<Syntax, boolean>>(),
      predicting: new Map<number, Map<Syntax, boolean>>(),
    }
    let [gradients, hessianProducts] = [0, 0]
    for (const s of run) {
      if (!runsNetwork(s)) continue
      const outside = [...around(s)]
      const point = pointOf(s.parameters)
      const batches = seen[s.mode].get(point) ?? new Map<Syntax, boolean>()
      seen[s.mode].set(point, batches)
      if (!outside.some(({ _tag }) => _tag === 'Gradient')) continue
      const count = thereOver(s.batch, outside)
      const twice = twiceSeen.has(s)
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
