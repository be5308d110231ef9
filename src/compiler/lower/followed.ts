import { childrenOf, type Syntax, type SyntaxOf, topDown } from '../../dsl/index.ts'
import type { Node } from '../../ir/index.ts'
import { rowsKept } from '../slots.ts'
import { ask } from './asked.ts'
import { countOf } from './batches.ts'
import type { Context, OpenLoop } from './context.ts'
import { batchOf, type Lowered, memoryOf } from './lowered.ts'
import { capacityOf, roomOf } from './memories.ts'
import { internal } from './refusal.ts'

type Lower = (s: Syntax) => Lowered

type Looks = { readonly [T in Syntax['_tag']]?: (s: SyntaxOf<T>, whole: Syntax) => boolean }

/** The terms that may ask of the whole of a memory only what the device has: which places are taken, and what is kept beside the examples. */
const looks: Looks = {
  FieldOf: ({ field }) => field !== 'inputs' && field !== 'targets' && field !== 'heads',
  OverBatch: () => true,
  OuterProducts: () => true,
  Combinator: ({ definition }, whole) => !definition.includes(whole),
}

/** Whether a term does so; of any other the host has to be asked. */
const looksBeside = (s: Syntax, whole: Syntax): boolean =>
  (looks[s._tag] as ((s: Syntax, whole: Syntax) => boolean) | undefined)?.(s, whole) ?? false

/**
 * Which of the memories that a loop carries the device can follow by itself: one example a turn takes the place that is computed, and
 * nothing in a turn reads examples of the memory. The host then need not be asked turn by turn, but is told all places after the last.
 */
export const followedIn = (c: Context, s: SyntaxOf<'Loop'>): ReadonlySet<number> => {
  const memories = s.bound.flatMap((variable, i) => (variable.kind._tag === 'Memory' ? [i] : []))
  const isTrajectory = [...c.origins.values()].some(
    (origin) => origin._tag === 'Carried' && origin.loop === s && origin.when === 'after',
  )
  if (memories.length === 0 || isTrajectory) return new Set()
  const inside = [...topDown(s.next, childrenOf)]
  const usersOf = (one: Syntax): readonly Syntax[] => inside.filter((s) => childrenOf(s).includes(one))
  return new Set(
    memories.filter((i) => {
      const [variable, next] = [s.bound[i]!, s.next[i]!]
      if (next._tag !== 'ReplaceAt' || next.memory !== variable || countOf(c, next.entry) !== 1) return false
      if (capacityOf(c, variable) === 0 || roomOf(c, variable) !== capacityOf(c, variable)) return false
      const leaves = s.next.filter((one) => one === variable || one === next)
      if (leaves.length > 1 || usersOf(next).length > 0) return false
      return usersOf(variable).every(
        (user) => user === next || (user._tag === 'All' && usersOf(user).every((one) => looksBeside(one, user))),
      )
    }),
  )
}

/** A memory at the start of such a loop: 1 at each place that is taken, 0 at the others. */
export const following = (initial: Syntax, before: Lowered, lower: Lower): Lowered => {
  const { token: _, ...memory } = memoryOf(before)
  return { ...memory, taken: batchOf(lower({ _tag: 'All', memory: initial })).weights }
}

/** Tells the host, after the last turn, what every turn decided: who reads the memory waits for that. */
export const told = (
  c: Context,
  s: SyntaxOf<'Loop'>,
  position: number,
  { open, unit, tokens }: { readonly open: OpenLoop; readonly unit: Node; readonly tokens: readonly Node[] },
  after: Lowered,
): Lowered => {
  const { taken: _, ...memory } = memoryOf(after)
  const term = s.next[position]!
  const deciding = open.decided.get(term) ?? internal('a memory that is followed is decided', term._tag)
  const stacked = deciding.map((node) => c.o.build.stack(unit, node))
  const shape = [rowsKept(capacityOf(c, term))]
  return { ...memory, token: ask(c, { term, part: 'places', along: s.index, shape }, stacked, tokens) }
}
