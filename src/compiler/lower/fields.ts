import { fieldsIn, kindOf, ofBatch, type Syntax, type SyntaxOf } from '../../dsl/index.ts'
import type { Node, Operations } from '../../ir/index.ts'
import type { BatchNodes } from '../network.ts'
import { rowsKept } from '../slots.ts'
import { numbersIn } from '../widths.ts'
import { ask } from './asked.ts'
import { type Context, fedInput } from './context.ts'
import { batchOf, type Fields, type Lowered, memoryOf } from './lowered.ts'
import { internal, Refusal } from './refusal.ts'

type Lower = (s: Syntax) => Lowered

const namesOf = (s: Syntax): readonly string[] => Object.keys(fieldsIn(kindOf(s)))

/** Something made for each name. */
const each = <A>(names: readonly string[], made: (name: string) => A): Readonly<Record<string, A>> =>
  Object.fromEntries(names.map((name) => [name, made(name)]))

const fieldOf = (fields: Fields | undefined, name: string): Node =>
  fields?.[name] ?? internal('a field that is read is there', name)

/** The terms whose fields are needed for those of a term: none where it has none. */
export const firstFor = (s: Syntax, of: readonly Syntax[]): readonly Syntax[] => (namesOf(s).length === 0 ? [] : of)

/** Numbers of places that the host knows: those that a draw reads, those that a push fills, those that a shuffle takes. */
const fedPlaces = (
  c: Context,
  s: SyntaxOf<'Draw' | 'Push' | 'Shuffle'>,
  size: number,
  tokens: readonly Node[] = [],
): Node => {
  if (tokens.length > 0) return ask(c, { term: s, part: 'places', shape: [size] }, [], tokens)
  const counters = c.counters(s)
  const around = c.loops.filter((l) => counters.has(l.counter)).map(({ counter, times }) => ({ counter, times }))
  const { input, value } = fedInput(c, 'places', counters, [size])
  c.feeds.push({ _tag: 'Places', term: s, around, fixed: new Map(c.fixed), size, input })
  return value
}

/** Rows where examples count, and zeros where a batch is filled up. */
const whereThere = (o: Operations, rows: Node, weights: Node): Node =>
  o.select(o.less(o.constant(0), o.reshape(weights, [weights.shape[0]!, 1])), rows, o.constant(0))

/** So many rows from one on; zeros after the last. */
const taken = (o: Operations, rows: Node, from: number, size: number): Node => {
  const [count = 0, width = 1] = rows.shape
  const short = Math.max(0, from + size - count)
  return o.slice(short === 0 ? rows : o.pad(rows, [0, 0], [short, 0]), [from, 0], [size, width])
}

/** What an empty memory keeps beside its examples: zeros. */
export const emptyFields = (c: Context, s: SyntaxOf<'Reservoir'>): Fields | undefined => {
  const entries = Object.entries(s.fields ?? {})
  if (entries.length === 0) return undefined
  const { learner } = c.around
  return Object.fromEntries(
    entries.map(([name, width]) => {
      const numbers = learner && numbersIn(width, learner.network, learner.between)
      if (numbers === undefined)
        throw new Refusal('a field must be as wide as something of the network', `\`${width}\``)
      return [name, c.o.constant(0, [rowsKept(s.capacity), numbers])]
    }),
  )
}

/** What a memory keeps beside its examples after a push: the host knows which of its places take which rows of the batch. */
export const pushedFields = (c: Context, s: SyntaxOf<'Push'>, capacity: number, lower: Lower): Fields | undefined => {
  const names = namesOf(s)
  if (names.length === 0) return undefined
  const before = memoryOf(lower(s.memory)).fields
  const { fields, weights } = batchOf(lower(s.batch))
  if (weights.shape[0] === 0) return before
  const places = fedPlaces(c, s, rowsKept(capacity))
  return each(names, (name) => c.o.gather(c.o.concat([fieldOf(before, name), fieldOf(fields, name)], 0), places))
}

/** What stands beside examples that the host prepares, made on the device as they are made there. */
export const fieldsBeside = (
  c: Context,
  s: Syntax,
  made: BatchNodes,
  lower: Lower,
  tokens: readonly Node[] = [],
): Fields | undefined => {
  const names = namesOf(s)
  if (names.length === 0) return undefined
  const { o } = c
  const size = made.weights.shape[0]!
  const none = ({ _tag }: Syntax): never => internal('what has fields is made of what has', _tag)
  return ofBatch<Fields>({
    Join: ({ first, second }) => {
      const [before, after] = [batchOf(lower(first)).fields, batchOf(lower(second)).fields]
      return each(names, (name) => o.concat([fieldOf(before, name), fieldOf(after, name)], 0))
    },
    Take: ({ batch, from }) => {
      const of = batchOf(lower(batch)).fields
      return each(names, (name) => taken(o, fieldOf(of, name), from, size))
    },
    Shuffle: (of) => {
      const before = batchOf(lower(of.batch)).fields
      const places = fedPlaces(c, of, size, tokens)
      return each(names, (name) => o.gather(fieldOf(before, name), places))
    },
    Draw: (of) => {
      const kept = memoryOf(lower(of.memory)).fields
      const places = fedPlaces(c, of, size, tokens)
      return each(names, (name) => whereThere(o, o.gather(fieldOf(kept, name), places), made.weights))
    },
    All: ({ memory }) => {
      const kept = memoryOf(lower(memory)).fields
      return each(names, (name) => whereThere(o, taken(o, fieldOf(kept, name), 0, size), made.weights))
    },
    Variable: none,
    Side: none,
    Relabel: none,
    SoftLabels: none,
    WithField: none,
    EveryLabel: none,
    Defined: none,
    Other: none,
  })(s)
}
