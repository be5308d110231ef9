import { hasSeveral, ofSeveral, type Syntax } from '../../dsl/index.ts'
import type { Context } from './context.ts'
import { lowerGradient } from './gradient.ts'
import { lowerExpectation, lowerLoop } from './loops.ts'
import type { Lowered } from './lowered.ts'
import { loweringRules } from './lowering-rules.ts'
import { after, type Rule } from './rule.ts'
import { lowerFold } from './unrolled.ts'
import { lowerWhen } from './when.ts'

/** Results of nodes that have several, read by `Component`. */
type Results = Map<Syntax, readonly Lowered[]>

/**
 * Lowers terms to tensor programs: the meaning of every node of the language on the device. Randomness and memories are
 * prepared by the host (`Feed`).
 */
export const lowering = (c: Context): ((s: Syntax) => Lowered) => {
  const base = new Map<Syntax, Lowered>()
  const shared: Results = new Map()

  const storeOf = (s: Syntax): Map<Syntax, Lowered> => c.scopes.findLast((scope) => scope.owns(s))?.done ?? base

  const ruleOf = (s: Syntax): Rule<Syntax> => {
    const rule = rules[s._tag] as Rule<Syntax> | ((s: Syntax) => Lowered)
    return typeof rule === 'function' ? after(() => [], rule) : rule
  }

  /** Terms wait on a list of their own for those that they are made of: programs may be deeper than the call stack. */
  const lower = (s: Syntax): Lowered => {
    const open: { readonly s: Syntax; readonly first: readonly Syntax[]; at: number }[] = []
    const enter = (one: Syntax): void => {
      if (storeOf(one).has(one)) return
      c.path.push(label(one), ...labelsBelow(one))
      open.push({ s: one, first: ruleOf(one).first(one), at: 0 })
    }
    enter(s)
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const next = top.first[top.at]
      top.at += 1
      if (next !== undefined) enter(next)
      else {
        for (const _ of labelsBelow(top.s)) c.path.pop()
        const value = ruleOf(top.s).lower(top.s)
        storeOf(top.s).set(top.s, value)
        open.pop()
        c.path.pop()
      }
    }
    return storeOf(s).get(s)!
  }

  /** Several results of one node: kept for the scope that owns it. */
  const results = (s: Syntax, make: () => readonly Lowered[]): readonly Lowered[] => {
    const owner = c.scopes.findLast((scope) => scope.owns(s))
    const store = owner?.several ?? shared
    const known = store.get(s)
    if (known !== undefined) return known
    c.path.push(label(s))
    const made = make()
    c.path.pop()
    store.set(s, made)
    return made
  }

  const resultsOf = ofSeveral<readonly Lowered[]>({
    Gradient: (of) => results(of, () => lowerGradient(c, of, lower)),
    Loop: (of) => results(of, () => lowerLoop(c, of, lower)),
    Fold: (of) => results(of, () => lowerFold(c, of, lower)),
    Expectation: (of) => results(of, () => lowerExpectation(c, of, lower)),
    When: (of) => results(of, () => lowerWhen(c, of, lower)),
  })
  const rules = loweringRules(c, lower, resultsOf)
  return lower
}

/** What stands on a path between a term and those that it is made of: the node that it is a result of. */
const labelsBelow = (s: Syntax): readonly string[] => (s._tag === 'Component' && hasSeveral(s.of) ? [label(s.of)] : [])

const label = (s: Syntax): string =>
  s._tag === 'Combinator' || s._tag === 'Option' || s._tag === 'Variable'
    ? s.name
    : s._tag === 'Binary' || s._tag === 'Unary'
      ? s.operator
      : s._tag
