import {
  type CombinatorSyntax,
  inductive,
  mentionsOf,
  rebuild,
  type Syntax,
  type SyntaxOf,
  type Tag,
  type Variable,
} from '../../dsl/index.ts'
import { isTransparent } from './notations.ts'

/** Terms as they are shown. */
export type Show = (s: Syntax) => Syntax

export interface Showing {
  /** Whether every combinator is shown by its definition. */
  readonly expand: boolean
  /** Slots for memories that hold nothing, ever. */
  readonly empty: ReadonlySet<Syntax>
}

/**
 * What is worth reading of terms that mean the same: a loop that runs once is its body, examples drawn from nothing join
 * nothing, a memory without room takes nothing in, a combinator that reads as its definition is that.
 */
export const presentation = ({ expand, empty }: Showing): Show => {
  const shown = new Map<Syntax, Syntax>()
  const bound = new Map<Variable, Syntax>()
  const components = new Map<Syntax, Map<number, Syntax>>()

  const show: Show = inductive(
    (s) => shownBefore(s),
    (s) => showNew(s),
    shown,
  )

  /** What can be shown before a term, so that no program is too deep: not what a loop binds that is read as its body. */
  const shownBefore = (s: Syntax): readonly Syntax[] => {
    if (s._tag === 'Along' && s.loop._tag === 'Loop' && s.loop.times === 1) return []
    if (s._tag === 'Component' && s.of._tag === 'Loop' && (s.of.times === 0 || s.of.times === 1)) return []
    if (s._tag === 'Component' && s.of._tag === 'Combinator' && opened(s.of))
      return s.of.definition.slice(s.index, s.index + 1)
    if (s._tag === 'Combinator' && opened(s) && s.definition.length === 1 && !keepsItsName(s)) return s.definition
    return mentionsOf(s)
  }

  const nothing = (s: Syntax): boolean => s._tag === 'Draw' && s.count === 0

  const changed: { readonly [T in Tag]?: (s: SyntaxOf<T>) => Syntax } = {
    Variable: (s) => bound.get(s) ?? s,
    Component: (s) => component(s),
    Combinator: (s) =>
      opened(s) && s.definition.length === 1 && !keepsItsName(s) ? show(s.definition[0]!) : rebuild(s, show),
    Join: (s) => {
      if (nothing(s.first)) return show(s.second)
      if (nothing(s.second)) return show(s.first)
      return rebuild(s, show)
    },
    Push: (s) => {
      const memory = show(s.memory)
      return empty.has(memory) ? memory : rebuild(s, show)
    },
    Along: (s) => (s.loop._tag === 'Loop' && s.loop.times === 1 ? once(s, s.loop) : rebuild(s, show)),
  }
  const showNew = (s: Syntax): Syntax => {
    const change = changed[s._tag] as ((s: Syntax) => Syntax) | undefined
    return change === undefined ? rebuild(s, show) : change(s)
  }

  const opened = (s: CombinatorSyntax): boolean => expand || isTransparent(s)
  /** Even expanded, what a combinator gives may lend its name to a line. */
  const keepsItsName = (s: CombinatorSyntax): boolean => isTransparent(s) && s.definition.length === 1

  const enter = (loop: SyntaxOf<'Loop'>): void => {
    bound.set(loop.index, { _tag: 'Literal', value: 0 })
    loop.bound.forEach((variable, i) => {
      bound.set(variable, show(loop.initial[i]!))
    })
  }

  const component = (s: SyntaxOf<'Component'>): Syntax => {
    const { of, index } = s
    if (of._tag === 'Combinator' && opened(of) && of.definition[index] !== undefined) return show(of.definition[index])
    if (of._tag === 'Loop' && (of.times === 0 || of.next[index] === of.bound[index])) return show(of.initial[index]!)
    if (of._tag === 'Loop' && of.times === 1) {
      enter(of)
      return show(of.next[index]!)
    }
    const whole = show(of)
    const own = components.get(whole) ?? new Map<number, Syntax>()
    components.set(whole, own)
    const known = own.get(index)
    if (known !== undefined) return known
    const made: Syntax = { _tag: 'Component', of: whole, index }
    own.set(index, made)
    return made
  }

  /** What is taken along one iterate is taken of that. */
  const once = (s: SyntaxOf<'Along'>, loop: SyntaxOf<'Loop'>): Syntax => {
    enter(loop)
    s.bound.forEach((variable, i) => {
      bound.set(variable, show(loop.next[i]!))
    })
    return show(s.body)
  }

  return show
}
