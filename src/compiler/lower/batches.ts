import { inductive, kindOf, partSize, type Syntax, type SyntaxOf } from '../../dsl/index.ts'
import { type Context, fedInput } from './context.ts'
import { type Lowered, spell } from './lowered.ts'
import { batchesIn, type Origin } from './origins.ts'
import { Refusal } from './refusal.ts'

/** The learner's network, which terms that look at examples need. */
export const learnerOf = (c: Context) => {
  if (c.around.learner === undefined)
    throw new Refusal('a loss on a batch needs a network', 'a program on plain vectors')
  return c.around.learner
}

/** How many examples a batch holds: known before anything runs. */
export const countOf = (c: Context, s: Syntax): number =>
  inductive(batchesIn(c.origins), (one) => countAbove(c, one), c.counts)(s)

const countAbove = (c: Context, s: Syntax): number => {
  const below = batchesIn(c.origins)(s).map((one) => countOf(c, one))
  switch (s._tag) {
    case 'Variable': {
      if (s.kind._tag !== 'Batch') throw new Refusal('examples are expected here', `\`${s.name}\`, ${spell(s.kind)}`)
      const origin = c.origins.get(s)
      if (origin?._tag === 'Sample') return partSize(below[0]!, origin.size)
      if (origin?._tag === 'PastTask') return capacityOf(c, origin.over)
      if (origin?._tag === 'Event') return c.around.batchSize
      throw new Refusal('every variable must be bound around its use', `\`${s.name}\` is not`)
    }
    case 'Join':
      return below[0]! + below[1]!
    case 'Take':
      return s.size
    case 'Shuffle':
    case 'Relabel':
    case 'SoftLabels':
    case 'Combinator':
      return below[0]!
    case 'EveryLabel':
      return below[0]! * learnerOf(c).between.outputs
    case 'Draw': {
      const kind = kindOf(s.memory)
      if (kind._tag !== 'Memory') throw new Refusal('examples are drawn from a memory', spell(kind))
      return s.count
    }
    case 'Component':
      return below[0] ?? 0
    default:
      throw new Refusal('examples are expected here', s._tag)
  }
}

/** The slot or the empty memory that a memory has come from: examples are pushed, its size stays. */
export const sourceOf = (c: Context, s: Syntax): SyntaxOf<'Ring' | 'Reservoir'> | Extract<Origin, { _tag: 'Slot' }> => {
  for (let at = s; ; ) {
    if (at._tag === 'Ring' || at._tag === 'Reservoir') return at
    const origin = at._tag === 'Variable' ? c.origins.get(at) : undefined
    if (origin?._tag === 'Slot') return origin
    if (origin?._tag === 'Carried') at = origin.loop.initial[origin.position]!
    else if (at._tag === 'Push') at = at.memory
    else if (at._tag === 'Combinator') at = at.definition[0]!
    else if (at._tag === 'Component' && at.of._tag === 'Loop') at = at.of.initial[at.index]!
    else if (at._tag === 'Component' && at.of._tag === 'Combinator') at = at.of.definition[at.index]!
    else throw new Refusal('a memory is expected here', at._tag === 'Variable' ? at.name : at._tag)
  }
}

const capacityOf = (c: Context, s: Syntax): number => sourceOf(c, s).capacity

/** Whether the labels of a batch are made on the device, so that the host cannot prepare it. */
const madeOnDevice = (c: Context, s: Syntax): boolean => {
  const inside = (one: Syntax): readonly Syntax[] =>
    one._tag === 'Component' || one._tag === 'Combinator' ? [] : batchesIn(c.origins)(one)
  const isMade = ({ _tag }: Syntax): boolean => _tag === 'Relabel' || _tag === 'SoftLabels' || _tag === 'EveryLabel'
  const made: (one: Syntax) => boolean = inductive(inside, (one) => isMade(one) || inside(one).some(made), c.made)
  return made(s)
}

/** Examples that the host prepares: join, take, shuffle, draw, samples and the memories of past tasks. */
export const fedBatch = (c: Context, term: Syntax): Lowered => {
  if (madeOnDevice(c, term))
    throw new Refusal('labels that a program makes can be used in a loss only, not joined, taken from or shuffled')
  const { between } = learnerOf(c)
  const counters = c.counters(term)
  const count = countOf(c, term)
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
  return {
    _tag: 'Batch',
    inputs: inputs.value,
    targets: targets.value,
    weights: weights.value,
    ...(heads === undefined ? {} : { heads: heads.value }),
  }
}

/** Where a shuffle put an example: the host, which shuffles, knows. */
export const placed = (c: Context, s: SyntaxOf<'Place'>): Lowered => {
  if (s.shuffle._tag !== 'Shuffle')
    throw new Refusal('the place of an example is asked of a shuffled batch', s.shuffle._tag)
  const count = countOf(c, s.shuffle)
  if (s.example >= count) throw new Refusal(`an example of this batch is at a place below ${count}`, `${s.example}`)
  const counters = c.counters(s)
  const around = c.loops.filter((l) => counters.has(l.counter)).map(({ counter, times }) => ({ counter, times }))
  const { input, value } = fedInput(c, 'place', counters, [])
  c.feeds.push({ _tag: 'Place', term: s, around, fixed: new Map(c.fixed), input })
  return { _tag: 'Numbers', kind: kindOf(s), nodes: [value] }
}
