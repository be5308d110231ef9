import { kindOf, partSize, type Syntax, type SyntaxOf } from '../../dsl/index.ts'
import { type Context, fedInput } from './context.ts'
import { type Lowered, spell } from './lowered.ts'
import { Refusal } from './refusal.ts'

/** The learner's network, which terms that look at examples need. */
export const learnerOf = (c: Context) => {
  if (c.around.learner === undefined)
    throw new Refusal('a loss on a batch needs a network', 'a program on plain vectors')
  return c.around.learner
}

/** How many examples a batch holds: known before anything runs. */
export const countOf = (c: Context, s: Syntax): number => {
  switch (s._tag) {
    case 'Variable': {
      if (s.kind._tag !== 'Batch') throw new Refusal('examples are expected here', `\`${s.name}\`, ${spell(s.kind)}`)
      const origin = c.origins.get(s)
      if (origin?._tag === 'Sample') return partSize(countOf(c, origin.batch), origin.size)
      if (origin?._tag === 'PastTask') return capacityOf(c, origin.over)
      return c.around.batchSize
    }
    case 'Join':
      return countOf(c, s.first) + countOf(c, s.second)
    case 'Take':
      countOf(c, s.batch)
      return s.size
    case 'Shuffle':
    case 'Relabel':
    case 'SoftLabels':
      return countOf(c, s.batch)
    case 'EveryLabel':
      return countOf(c, s.batch) * learnerOf(c).between.outputs
    case 'Draw': {
      const kind = kindOf(s.memory)
      if (kind._tag !== 'Memory') throw new Refusal('examples are drawn from a memory', spell(kind))
      return s.count
    }
    case 'Component':
      return s.of._tag === 'Combinator' ? countOf(c, s.of.definition[s.index]!) : 0
    case 'Combinator':
      return countOf(c, s.definition[0]!)
    default:
      throw new Refusal('examples are expected here', s._tag)
  }
}

const capacityOf = (c: Context, s: Syntax): number => {
  switch (s._tag) {
    case 'Ring':
    case 'Reservoir':
      return s.capacity
    case 'Push':
      return capacityOf(c, s.memory)
    case 'Component':
      if (s.of._tag === 'Loop') return capacityOf(c, s.of.initial[s.index]!)
      throw new Refusal('a memory is expected here', s.of._tag)
    case 'Variable': {
      const origin = c.origins.get(s)
      if (origin?._tag === 'Carried') return capacityOf(c, origin.loop.initial[origin.position]!)
      const capacity = c.around.capacities[s.name]
      if (capacity === undefined) throw new Refusal('a memory is expected here', s.name)
      return capacity
    }
    default:
      throw new Refusal('a memory of the state is expected here', s._tag)
  }
}

/** Whether the labels of a batch are made on the device, so that the host cannot prepare it. */
const madeOnDevice = (c: Context, s: Syntax): boolean => {
  switch (s._tag) {
    case 'Relabel':
    case 'SoftLabels':
    case 'EveryLabel':
      return true
    case 'Join':
      return madeOnDevice(c, s.first) || madeOnDevice(c, s.second)
    case 'Take':
    case 'Shuffle':
      return madeOnDevice(c, s.batch)
    case 'Variable': {
      const origin = c.origins.get(s)
      return origin?._tag === 'Sample' && madeOnDevice(c, origin.batch)
    }
    default:
      return false
  }
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
