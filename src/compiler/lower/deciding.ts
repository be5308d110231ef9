import { fieldsIn, kindOf, ofMemory, type Syntax, type SyntaxOf, type Variable } from '../../dsl/index.ts'
import type { Node } from '../../ir/index.ts'
import { rowsKept } from '../slots.ts'
import { ask } from './asked.ts'
import type { Context } from './context.ts'
import { enteredAt } from './entered-at.ts'
import { batchOf, type Fields, type Lowered, memoryOf, numbers } from './lowered.ts'
import { capacityOf, isOfTasks, isScored } from './memories.ts'
import { internal, Refusal } from './refusal.ts'

type Lower = (s: Syntax) => Lowered
type Host = Extract<Lowered, { readonly _tag: 'Host' }>

/** Whether computed numbers decide which examples a memory has. */
const isDecided = (c: Context, memory: Syntax): boolean => {
  const open = new Set<Variable>()
  const decided: (s: Syntax) => boolean = ofMemory<boolean>({
    Variable: (s) => {
      const origin = c.origins.get(s)
      if (origin?._tag !== 'Carried' || open.has(s)) return false
      open.add(s)
      return decided(origin.loop.initial[origin.position]!) || decided(origin.loop.next[origin.position]!)
    },
    Reservoir: () => false,
    Ring: () => false,
    Push: (s) => isScored(c, s.memory) || decided(s.memory),
    ReplaceAt: () => true,
    Carried: (loop, position) => decided(loop.initial[position]!) || decided(loop.next[position]!),
    Chosen: () => true,
    Defined: (as) => decided(as),
    Other: () => false,
  })
  return decided(memory)
}

/** What a loop starts from, with something to wait for where a turn of it decides what a memory comes to. */
export const waiting = (c: Context, next: Syntax, start: Lowered): Lowered =>
  start._tag === 'Host' && start.token === undefined && isDecided(c, next)
    ? { ...start, token: c.o.constant(0, [rowsKept(capacityOf(c, next))]) }
    : start

export const tokensOf = (...memories: readonly Host[]): readonly Node[] =>
  memories.flatMap(({ token }) => (token === undefined ? [] : [token]))

/** The fields of a memory: at each of its places the row that an answer names of one's rows and another's after them. */
const gathered = (c: Context, names: readonly string[], one: Fields, other: Fields, places: Node): Fields =>
  Object.fromEntries(
    names.map((name) => {
      const [a, b] = [one[name] ?? internal('a field is kept', name), other[name] ?? internal('a field is given', name)]
      return [name, c.o.gather(c.o.concat([a, b], 0), places)]
    }),
  )

const namesOf = (s: Syntax): readonly string[] => Object.keys(fieldsIn(kindOf(s)))

/** A memory after examples entered it at places that the host says once it knows the numbers. */
const entered = (
  c: Context,
  s: SyntaxOf<'Push' | 'ReplaceAt'>,
  from: Syntax,
  deciding: readonly Node[],
  lower: Lower,
): Lowered => {
  const before = memoryOf(lower(s.memory))
  const { fields = {} } = namesOf(s).length === 0 ? {} : batchOf(lower(from))
  const token = ask(c, { term: s, part: 'places', shape: [rowsKept(capacityOf(c, s))] }, deciding, [
    ...tokensOf(before),
    ...tokensIn(c, from, lower),
  ])
  const names = namesOf(s)
  return {
    _tag: 'Host',
    token,
    ...(names.length === 0 ? {} : { fields: gathered(c, names, before.fields ?? {}, fields, token) }),
  }
}

/** The tokens of the memories that examples are read from. */
export const tokensIn = (c: Context, batch: Syntax, lower: Lower): readonly Node[] => {
  const found = new Set<Node>()
  const seen = new Set<Syntax>()
  const pending = [batch]
  while (pending.length > 0) {
    const s = pending.pop()!
    if (seen.has(s)) continue
    seen.add(s)
    if ((s._tag === 'Draw' || s._tag === 'All') && isDecided(c, s.memory))
      for (const token of tokensOf(memoryOf(lower(s.memory)))) found.add(token)
    pending.push(...c.batchesOf(s))
  }
  return [...found]
}

/** Lowers a push whose places are computed; nothing, where the host knows them before. */
export const lowerDecidedPush = (c: Context, s: SyntaxOf<'Push'>, lower: Lower): Lowered | undefined => {
  const scored = isScored(c, s.memory)
  if (!scored && !isDecided(c, s.memory) && tokensIn(c, s.batch, lower).length === 0) return undefined
  if (!scored) return entered(c, s, s.batch, [], lower)
  const score = (fields: Fields | undefined): Node => fields?.score ?? internal('scores are there')
  const of = [score(batchOf(lower(s.batch)).fields), score(memoryOf(lower(s.memory)).fields)]
  return entered(c, s, s.batch, of, lower)
}

/** How a memory takes examples, as far as the device follows it. */
const wayOf = (c: Context, s: Syntax): string =>
  isOfTasks(c, s) ? 'a ring' : isScored(c, s) ? 'one by scores' : 'one by places'

export const lowerReplaceAt = (c: Context, s: SyntaxOf<'ReplaceAt'>, lower: Lower): Lowered => {
  const { o } = c
  if (isOfTasks(c, s.memory))
    throw new Refusal(
      'a memory must have places of its own, as a reservoir has, for one of them to be replaced',
      'a ring',
    )
  const test = numbers(lower(s.accept)).nodes[0]!
  const place = numbers(lower(s.at)).nodes[0]!
  const accept = o.select(test, o.constant(1), o.constant(0))
  const { taken, fields = {} } = memoryOf(lower(s.memory))
  if (taken === undefined) return entered(c, s, s.entry, [place, accept], lower)
  const entry = batchOf(lower(s.entry))
  const there = o.reshape(entry.weights, [])
  const after = enteredAt(c, taken, { place, accept, there })
  c.loops.at(-1)?.decided.set(s, [place, accept])
  const kept = gathered(c, namesOf(s), fields, entry.fields ?? {}, after.places)
  return { _tag: 'Host', taken: after.taken, ...(namesOf(s).length === 0 ? {} : { fields: kept }) }
}

/** One of two memories, as a condition says. */
export const lowerChosen = (c: Context, s: SyntaxOf<'When'>, position: number, test: Node, lower: Lower): Lowered => {
  const [then, otherwise] = [s.then[position]!, s.otherwise[position]!]
  const [one, other] = [memoryOf(lower(then)), memoryOf(lower(otherwise))]
  const [room, rest] = [capacityOf(c, then), capacityOf(c, otherwise)]
  if (room !== rest)
    throw new Refusal('memories that `when` chooses between must have as much room', `${room} and ${rest}`)
  const [way, another] = [wayOf(c, then), wayOf(c, otherwise)]
  if (way !== another)
    throw new Refusal('memories that `when` chooses between must take examples alike', `${way} and ${another}`)
  const holds = c.o.select(test, c.o.constant(1), c.o.constant(0))
  const token = ask(c, { term: s, part: 'places', shape: [rowsKept(room)] }, [holds], tokensOf(one, other))
  const names = namesOf(then)
  return {
    _tag: 'Host',
    token,
    ...(names.length === 0 ? {} : { fields: gathered(c, names, one.fields ?? {}, other.fields ?? {}, token) }),
  }
}
