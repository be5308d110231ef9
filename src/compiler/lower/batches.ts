import { inductive, kindOf, makesLabels, ofBatch, partSize, type Syntax, type SyntaxOf } from '../../dsl/index.ts'
import type { Node, Shape } from '../../ir/index.ts'
import { ask } from './asked.ts'
import { type Context, fedInput } from './context.ts'
import { tokensIn } from './deciding.ts'
import { fieldsBeside } from './fields.ts'
import { episodesOf, type Lowered, memoryOf } from './lowered.ts'
import { capacityOf, roomOf } from './memories.ts'
import { batchesOf } from './origins.ts'
import type { PartAsked } from './question.ts'
import { internal, Refusal } from './refusal.ts'

/** The learner's network, which terms that look at examples need. */
export const learnerOf = (c: Context) => {
  if (c.around.learner === undefined)
    throw new Refusal('a loss on a batch needs a network', 'a program on plain vectors')
  return c.around.learner
}

/** How many examples a batch holds: known before anything runs. */
export const countOf = (c: Context, s: Syntax): number => inductive(batchesOf(c.origins), countAbove(c), c.counts)(s)

const countAbove = (c: Context): ((s: Syntax) => number) => {
  const all = ({ batch }: { readonly batch: Syntax }): number => countOf(c, batch)
  return ofBatch({
    Variable: (s) => {
      const origin = c.origins.get(s)
      if (origin?._tag === 'Sample') return partSize(countOf(c, origin.batch), origin.size)
      if (origin?._tag === 'PastTask') return capacityOf(c, origin.over)
      if (origin?._tag === 'Event') return c.around.counts[origin.batch] ?? 0
      return internal('a variable that stands for examples is bound around its use', s.name)
    },
    Join: ({ first, second }) => countOf(c, first) + countOf(c, second),
    Take: ({ size }) => size,
    Shuffle: all,
    Side: ({ episodes, side }) => countOf(c, episodes) * (c.around.counts[side] ?? 0),
    Draw: ({ count }) => count,
    All: ({ memory }) => roomOf(c, memory),
    Relabel: all,
    SoftLabels: all,
    WithField: all,
    EveryLabel: (s) => all(s) * learnerOf(c).between.outputs,
    Defined: (as) => countOf(c, as),
    Other: ({ _tag }) => internal('examples are due', _tag),
  })
}

/** Whether the labels of a batch are made on the device, so that the host cannot prepare it. */
const madeOnDevice = (c: Context, s: Syntax): boolean => {
  const inside = batchesOf(c.origins)
  const made: (one: Syntax) => boolean = inductive(inside, (one) => makesLabels(one) || inside(one).some(made), c.made)
  return made(s)
}

/** Examples that the host prepares: join, take, shuffle, draw, samples and the memories of past tasks. */
export const fedBatch = (c: Context, term: Syntax, lower: (s: Syntax) => Lowered): Lowered => {
  if (madeOnDevice(c, term)) return internal('labels that a program makes are used in a loss only', term._tag)
  const { between } = learnerOf(c)
  const counters = c.counters(term)
  const count = countOf(c, term)
  const followed = term._tag === 'All' ? memoryOf(lower(term.memory)).taken : undefined
  if (followed !== undefined) return followedBatch(c, term, followed, lower)
  const tokens = tokensIn(c, term, lower)
  if (tokens.length > 0) return askedBatch(c, term, count, tokens, lower)
  const around = c.loops.filter((l) => counters.has(l.counter)).map(({ counter, times }) => ({ counter, times }))
  const inputs = fedInput(c, 'x', counters, [count, ...between.inputShape])
  const targets = fedInput(c, 'y', counters, [count, between.outputs])
  const weights = fedInput(c, 'w', counters, [count])
  const heads = between.heads === 'task' ? fedInput(c, 'h', counters, [count, between.outputs]) : undefined
  const fed = {
    inputs: inputs.input,
    targets: targets.input,
    weights: weights.input,
    ...(heads === undefined ? {} : { heads: heads.input }),
  }
  c.feeds.push({ _tag: 'Examples', term, around, fixed: new Map(c.fixed), count, inputs: fed })
  const made = {
    inputs: inputs.value,
    targets: targets.value,
    weights: weights.value,
    ...(heads === undefined ? {} : { heads: heads.value }),
  }
  const fields = fieldsBeside(c, term, made, lower)
  return { _tag: 'Batch', ...made, ...(fields === undefined ? {} : { fields }) }
}

/** The whole of a memory that the device follows by itself, of which nothing reads the examples. */
const followedBatch = (c: Context, term: Syntax, weights: Node, lower: (s: Syntax) => Lowered): Lowered => {
  const { between } = learnerOf(c)
  const [count = 0] = weights.shape
  const unread = (shape: Shape): Node => c.o.build.variable('unread', shape)
  const made = {
    inputs: unread([count, ...between.inputShape]),
    targets: unread([count, between.outputs]),
    weights,
  }
  const fields = fieldsBeside(c, term, made, lower)
  return { _tag: 'Batch', ...made, ...(fields === undefined ? {} : { fields }) }
}

/** The same of a memory of which computed numbers decide what it has: the host says what is read, once it knows them. */
const askedBatch = (
  c: Context,
  term: Syntax,
  count: number,
  tokens: readonly Node[],
  lower: (s: Syntax) => Lowered,
): Lowered => {
  const { between } = learnerOf(c)
  const part = (of: PartAsked, shape: Shape): Node => ask(c, { term, part: of, shape }, [], tokens)
  const made = {
    inputs: part('inputs', [count, ...between.inputShape]),
    targets: part('targets', [count, between.outputs]),
    weights: part('weights', [count]),
    ...(between.heads === 'task' ? { heads: part('heads', [count, between.outputs]) } : {}),
  }
  const fields = fieldsBeside(c, term, made, lower, tokens)
  return { _tag: 'Batch', ...made, ...(fields === undefined ? {} : { fields }) }
}

/** One side of some episodes, as one batch: that part of the examples of each. */
export const sideOf = (
  c: Context,
  { episodes: of, side }: SyntaxOf<'Side'>,
  lower: (s: Syntax) => Lowered,
): Lowered => {
  const { support, ...batch } = episodesOf(lower(of))
  const [, length = 0] = batch.weights.shape
  const [from, size] = side === 'support' ? [0, support] : [support, length - support]
  const part = (rows: Node): Node => {
    const [count = 0, , ...each] = rows.shape
    const begin = rows.shape.map((_, axis) => (axis === 1 ? from : 0))
    return c.o.reshape(c.o.slice(rows, begin, [count, size, ...each]), [count * size, ...each])
  }
  return {
    _tag: 'Batch',
    inputs: part(batch.inputs),
    targets: part(batch.targets),
    weights: part(batch.weights),
    ...(batch.heads === undefined ? {} : { heads: part(batch.heads) }),
  }
}

/** Where a shuffle put an example: the host, which shuffles, knows. */
export const placed = (c: Context, s: SyntaxOf<'Place'>): Lowered => {
  if (s.shuffle._tag !== 'Shuffle') return internal('a place is asked of a shuffle', s.shuffle._tag)
  const count = countOf(c, s.shuffle)
  if (s.example >= count) throw new Refusal(`an example of this batch is at a place below ${count}`, `${s.example}`)
  const counters = c.counters(s)
  const around = c.loops.filter((l) => counters.has(l.counter)).map(({ counter, times }) => ({ counter, times }))
  const { input, value } = fedInput(c, 'place', counters, [])
  c.feeds.push({ _tag: 'Place', term: s, around, fixed: new Map(c.fixed), input })
  return { _tag: 'Numbers', kind: kindOf(s), nodes: [value] }
}
