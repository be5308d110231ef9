import { childrenOf, isBinder, ofBinder, type Syntax, topDown, type Variable } from '../../dsl/index.ts'
import type { KeyPart } from '../../random/index.ts'

/** A run of the learner's network: which it is, and the counters on whose values it depends. */
export interface RunPlace {
  readonly place: KeyPart
  readonly counters: readonly Variable[]
}

/** The run from which the running statistics of an event are taken. */
export const ofStatistics: RunPlace = { place: 'statistics', counters: [] }

/** A node that runs its body once for each value of a counter, and the variables that it binds there. */
interface Repeating {
  readonly counter: Variable
  readonly bound: readonly Variable[]
}

const repeating = ofBinder<readonly Repeating[]>({
  Gradient: () => [],
  Loop: ({ index, bound, sample }) => [
    { counter: index, bound: [index, ...bound, ...(sample === undefined ? [] : [sample])] },
  ],
  Along: ({ loop, bound }) => (loop._tag === 'Loop' ? [{ counter: loop.index, bound: [loop.index, ...bound] }] : []),
  Expectation: ({ index, sample }) => [{ counter: index, bound: [index, sample] }],
  MapTasks: ({ index, bound }) => [{ counter: index, bound: [index, ...bound] }],
  Fold: ({ index, element, bound }) => [{ counter: index, bound: [index, ...element, ...bound] }],
})

/**
 * The runs of the network in some terms. A node is a run of its own, and one that is used twice is one run. In a loop it is another run
 * at each iteration if what it is run on depends on the iteration: its parameters, where they are those of a gradient by what the
 * gradient is taken at, or its examples. Else it is the same in all, as its value is. So the products with a Hessian in a loop are of one
 * matrix, and the steps of an inner loop have each their own run.
 */
export const runsIn = (
  roots: readonly Syntax[],
  freeIn: (s: Syntax) => ReadonlySet<Variable>,
): ((s: Syntax) => RunPlace) => {
  let runs: ((s: Syntax) => RunPlace) | undefined
  // Most networks draw nothing, and nobody asks.
  return (s) => {
    runs ??= numbered(roots, freeIn)
    return runs(s)
  }
}

const numbered = (
  roots: readonly Syntax[],
  freeIn: (s: Syntax) => ReadonlySet<Variable>,
): ((s: Syntax) => RunPlace) => {
  const all = [...topDown(roots, childrenOf)]
  const places = new Map<Syntax, number>(all.filter((s) => 'mode' in s).map((s, place) => [s, place]))
  const around = all.filter(isBinder).flatMap(repeating)
  const at = new Map(all.flatMap((s) => (s._tag === 'Gradient' ? s.bound.map((v, i) => [v, s.at[i]!] as const) : [])))
  const found = new Map<Syntax, ReadonlySet<Variable>>()
  /** The variables that a value depends on, through those that a gradient binds. */
  const behind = (s: Syntax): ReadonlySet<Variable> => {
    const known = found.get(s)
    if (known !== undefined) return known
    const made = new Set([...freeIn(s)].flatMap((v) => (at.has(v) ? [...behind(at.get(v)!)] : [v])))
    found.set(s, made)
    return made
  }
  return (s) => {
    const needs = behind(s)
    const counters = around.filter(({ bound }) => bound.some((v) => needs.has(v))).map(({ counter }) => counter)
    return { place: places.get(s) ?? 'beside', counters: [...new Set(counters)] }
  }
}
