import { topDown } from './bottom-up.ts'
import { type Carrying, keepsLengths, ofList } from './list-lengths.ts'
import { bindersOf, childrenOf } from './scopes.ts'
import { partsOf } from './steps.ts'
import { bodiesOfSum, isOfElements, mapsMemory } from './summed-lists.ts'
import type { Syntax, SyntaxOf, Variable } from './syntax.ts'

/** What is known of a program beside its terms. */
export interface Sizes {
  readonly freeIn: (s: Syntax) => ReadonlySet<Variable>
  /** How many examples a batch has. */
  readonly rowsOf: (batch: Syntax) => number
  /** How many elements a list has that is a variable, or how many past tasks a memory. */
  readonly lengthOf: (s: Syntax) => number
}

/** What is lowered once for each of its turns, or, if lists go through it, looked at for the lengths of these. */
type Turning = Carrying | SyntaxOf<'MapTasks' | 'Along'>

const isTurning = (s: Syntax): s is Turning =>
  s._tag === 'Loop' || s._tag === 'Fold' || s._tag === 'MapTasks' || s._tag === 'Along'

const carriesLists = (bound: readonly Variable[]): boolean => bound.some(({ kind }) => kind._tag === 'List')

/** Whether a loop is no loop on a device, but its turns one after the other: a list that it carries changes its length. */
export const isUnrolled = (s: Syntax): boolean =>
  s._tag === 'Fold' || (s._tag === 'Loop' && carriesLists(s.bound) && !keepsLengths(s))

/** Lengths of lists inside a turn, and what turning nodes come to there. */
interface Turn {
  readonly outside: Turn | undefined
  readonly lengths: ReadonlyMap<Variable, number>
  readonly known: Map<Turning, Made>
}

interface Made {
  /** How many terms are made. */
  readonly terms: number
  /** How long the lists are that come out, and, for each turn, those that it leaves. */
  readonly lengths: readonly number[]
  readonly each: readonly (readonly number[])[]
}

/**
 * How many terms the turns of a node come to that is unrolled: the turns times the terms of its body that depend on what it binds, those
 * of what is unrolled inside again times its own. Counted turn by turn, as they are lowered, and no further than a little past `most`.
 */
export const unrolledTerms = (sizes: Sizes, most: number): ((s: Carrying) => number) => {
  const { termsOf } = turnsIn(sizes, most)
  return termsOf
}

/** How long lists are at each turn of what carries them, and what turns come to, as they are lowered. */
export const turnsIn = ({ freeIn, rowsOf, lengthOf }: Sizes, most: number) => {
  const bodies = new Map<Turning, readonly Syntax[]>()
  /** Lists that something other than a sum is made of. */
  const listed = new Set<Syntax>()

  /** The terms of a body that depend on what is bound around it, but on nothing that a turning node among them binds. */
  const bodyOf = (s: Turning): readonly Syntax[] => {
    const known = bodies.get(s)
    if (known !== undefined) return known
    const own = s._tag === 'Along' && s.loop._tag === 'Loop' ? [...s.bound, s.loop.index] : bindersOf(s)
    const meets = (vars: readonly Variable[], one: Syntax): boolean => vars.some((v) => freeIn(one).has(v))
    const roots = s._tag === 'Loop' || s._tag === 'Fold' ? s.next : s._tag === 'MapTasks' ? s.body : [s.body]
    const all = topDown(
      roots.filter((one) => meets(own, one)),
      (one) => childrenOf(one).filter((child) => meets(own, child)),
    )
    for (const one of roots) listed.add(one)
    for (const one of all) if (one._tag !== 'Total') for (const child of childrenOf(one)) listed.add(child)
    const inner = [...all].filter(isTurning).flatMap((one) => (one === s ? [] : bindersOf(one)))
    const body = [...all].filter((one) => one._tag !== 'Variable' && !meets(inner, one))
    bodies.set(s, body)
    return body
  }

  const turnsOf = (s: Turning, at: Turn): number => {
    if (s._tag === 'Fold' || s._tag === 'MapTasks') return elements(s.over, at)
    const loop = s._tag === 'Along' ? s.loop : s
    if (loop._tag !== 'Loop') return 0
    return typeof loop.times === 'number' ? loop.times : partsOf(rowsOf(loop.times.samplesOf), loop.times.size)
  }

  const elements = (list: Syntax, at: Turn): number =>
    ofList<number>({
      Variable: (s) => {
        for (let turn: Turn | undefined = at; turn !== undefined; turn = turn.outside) {
          const length = turn.lengths.get(s)
          if (length !== undefined) return length
        }
        return lengthOf(s)
      },
      EmptyList: () => 0,
      Append: (s) => elements(s.list, at) + 1,
      MapTasks: (s) => elements(s.over, at),
      Carried: (by, position) => made(by, at).lengths[position] ?? 0,
      Defined: (as) => elements(as, at),
      Other: lengthOf,
    })(list)

  const lengthsOf = (bound: readonly Variable[], terms: readonly Syntax[], at: Turn): readonly number[] =>
    bound.map((variable, i) => (variable.kind._tag === 'List' && terms[i] !== undefined ? elements(terms[i], at) : 0))

  const inside = (outside: Turn, bound: readonly Variable[], lengths: readonly number[]): Turn => ({
    outside,
    lengths: new Map(bound.flatMap((v, i) => (v.kind._tag === 'List' ? [[v, lengths[i]!] as const] : []))),
    known: new Map(),
  })

  const bodyAt = (s: Turning, turn: Turn): number => {
    let terms = 1
    for (const one of bodyOf(s)) {
      if (terms > most) break
      terms += isTurning(one) ? 1 + made(one, turn).terms : 1
    }
    return terms
  }

  const madeIn = (s: Turning, at: Turn): Made => {
    if (s._tag === 'MapTasks') {
      const length = elements(s.over, at)
      // Of the past tasks of a memory it is one body for all.
      const atOnce = mapsMemory(s) ? Math.min(1, length) : length
      const turns = !listed.has(s) && isOfElements(freeIn, s) ? bodiesOfSum(length) : atOnce
      return { terms: turns * bodyAt(s, inside(at, [], [])), lengths: [], each: [] }
    }
    if (s._tag === 'Along') {
      const loop = s.loop
      if (loop._tag !== 'Loop') return { terms: 0, lengths: [], each: [] }
      const { each } = made(loop, at)
      const turns = isUnrolled(loop) ? each : each.slice(0, 1)
      let terms = 0
      for (const lengths of turns) if (terms <= most) terms += bodyAt(s, inside(at, s.bound, lengths))
      return { terms, lengths: [], each: [] }
    }
    let lengths = lengthsOf(s.bound, s.initial, at)
    if (!isUnrolled(s)) return { terms: bodyAt(s, inside(at, s.bound, lengths)), lengths, each: [lengths] }
    const turns = turnsOf(s, at)
    const each: (readonly number[])[] = []
    let terms = 0
    for (let i = 0; i < turns && terms <= most; i += 1) {
      const turn = inside(at, s.bound, lengths)
      terms += bodyAt(s, turn)
      lengths = lengthsOf(s.bound, s.next, turn)
      each.push(lengths)
    }
    return { terms, lengths, each }
  }

  /** What a node comes to in a turn; found once in the outermost one that it depends on. */
  const made = (s: Turning, at: Turn): Made => {
    let turn = at
    while (turn.outside !== undefined && ![...turn.lengths.keys()].some((v) => freeIn(s).has(v))) turn = turn.outside
    const known = turn.known.get(s)
    if (known !== undefined) return known
    const found = madeIn(s, turn)
    turn.known.set(s, found)
    return found
  }

  const outermost: Turn = { outside: undefined, lengths: new Map(), known: new Map() }
  return {
    termsOf: (s: Carrying): number => made(s, outermost).terms,
    /** How long a list is. */
    lengthOf: (list: Syntax): number => elements(list, outermost),
    /** How long the lists are that a node carries, after each of its turns: once, if they are always as long. */
    lengthsAfter: (s: Carrying): readonly (readonly number[])[] => made(s, outermost).each,
    lengthsBefore: (s: Carrying): readonly (readonly number[])[] => {
      const { each } = made(s, outermost)
      return isUnrolled(s)
        ? [lengthsOf(s.bound, s.initial, outermost), ...each.slice(0, -1)].slice(0, each.length)
        : each
    },
  }
}
