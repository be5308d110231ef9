import { isUnrolled, kindOf, partSize, partsOf, type Syntax, type SyntaxOf, type Variable } from '../../dsl/index.ts'
import type { Node } from '../../ir/index.ts'
import type { BatchNodes } from '../network.ts'
import { countOf } from './batches.ts'
import { nextOf, startOf, tensorsOfValue, withTensorsBy } from './carried.ts'
import { type Context, inScope, type OpenLoop, rowOf } from './context.ts'
import { tokensOf, waiting } from './deciding.ts'
import { followedIn, following, told } from './followed.ts'
import { batchOf, type Lowered, mapFields, memoryOf, numbers, spread } from './lowered.ts'
import { summedOver } from './over-iterations.ts'
import { internal } from './refusal.ts'
import { fixedAt, lowerTurns, statesOf } from './unrolled.ts'
import { zeroOf } from './zero.ts'

type Lower = (s: Syntax) => Lowered

/**
 * A batch of so many consecutive rows of a batch, read by a loop's counter; the last one is filled with rows of zeros. Of episodes,
 * which are a row each, it is one of them.
 */
const sampleOf = (c: Context, open: OpenLoop, whole: Lowered, wanted = 1): Lowered => {
  const size = partSize(rowsIn(whole).weights.shape[0]!, wanted)
  return mapRows(whole, (rows) => {
    const each = rows.shape.slice(1)
    const filled = filledUp(c, rows, open.times * size)
    const source = size === 1 ? filled : c.o.reshape(filled, [open.times, size, ...each])
    const variable = rowOf(c, open, source)
    return size === 1 ? c.o.reshape(variable, [1, ...variable.shape]) : variable
  })
}

/** The same of a turn whose number is known. */
const sampleAt = (c: Context, whole: Lowered, times: number, wanted: number, turn: number): Lowered => {
  const size = partSize(rowsIn(whole).weights.shape[0]!, wanted)
  return mapRows(whole, (rows) => {
    const each = rows.shape.slice(1)
    return c.o.slice(filledUp(c, rows, times * size), [turn * size, ...each.map(() => 0)], [size, ...each])
  })
}

/** Rows with rows of zeros after them. */
const filledUp = (c: Context, rows: Node, wanted: number): Node => {
  const [count = 0, ...each] = rows.shape
  const none = rows.shape.map(() => 0)
  return wanted === count ? rows : c.o.pad(rows, none, [wanted - count, ...each.map(() => 0)])
}

const rowsIn = (whole: Lowered): BatchNodes => (whole._tag === 'Episodes' ? whole : batchOf(whole))

/** A batch, or episodes, with other rows, made of its own. */
const mapRows = (whole: Lowered, row: (rows: Node) => Node): Lowered => {
  const batch = rowsIn(whole)
  const rows = {
    inputs: row(batch.inputs),
    targets: row(batch.targets),
    weights: row(batch.weights),
    ...(batch.heads === undefined ? {} : { heads: row(batch.heads) }),
    ...(batch.fields === undefined ? {} : { fields: mapFields(batch.fields, row) }),
  }
  return whole._tag === 'Episodes' ? { ...whole, ...rows } : { _tag: 'Batch', ...rows }
}

/** Lowers a body inside an open loop, with the counter and some variables bound. */
export const inLoop = <A>(
  c: Context,
  bound: { readonly counter: Variable; readonly times: number; readonly variables: readonly Variable[] },
  body: (open: OpenLoop, index: Node) => A,
): { readonly result: A; readonly open: OpenLoop; readonly index: Node } => {
  const index = c.o.build.variable(bound.counter.name, [])
  const open: OpenLoop = { counter: bound.counter, times: bound.times, sliced: [], decided: new Map() }
  const outer = c.variables.get(bound.counter)
  c.variables.set(bound.counter, { _tag: 'Numbers', kind: bound.counter.kind, nodes: [index] })
  c.loops.push(open)
  const result = inScope(c, [bound.counter, ...bound.variables], () => body(open, index))
  c.loops.pop()
  // What a binder binds means nothing outside of it.
  for (const variable of bound.variables) c.variables.delete(variable)
  if (outer === undefined) c.variables.delete(bound.counter)
  else c.variables.set(bound.counter, outer)
  return { result, open, index }
}

/** How often a loop runs: known before anything does. */
export const timesOf = (c: Context, { times }: SyntaxOf<'Loop'>): number =>
  typeof times === 'number' ? times : partsOf(countOf(c, times.samplesOf), times.size)

/** The values of a loop's carried variables after its last iteration. */
export const lowerLoop = (c: Context, s: SyntaxOf<'Loop'>, lower: Lower): readonly Lowered[] => {
  const times = timesOf(c, s)
  const parts = s.sample === undefined || typeof s.times === 'number' ? undefined : s.times
  const sampled = parts !== undefined && s.next.some((next) => c.freeIn(next).has(s.sample!))
  if (isUnrolled(s)) {
    const whole = sampled && times > 0 ? lower(parts.samplesOf) : undefined
    return lowerTurns(c, s, times, (turn) => whole && sampleAt(c, whole, times, parts!.size, turn), lower)
  }
  const followed = followedIn(c, s)
  const initial = s.bound.map((variable, i) => startOf(variable, lower(s.initial[i]!)))
  const start = initial.map((value, i) =>
    followed.has(i) ? following(s.initial[i]!, value, lower) : waiting(c, s.next[i]!, value),
  )
  const whole = sampled ? lower(parts.samplesOf) : undefined
  const carried = s.bound.map((variable, i) =>
    withTensorsBy((node) => c.o.build.variable(variable.name, node.shape))(start[i]!),
  )
  const variables = s.sample === undefined ? s.bound : [...s.bound, s.sample]
  const { result, open, index } = inLoop(c, { counter: s.index, times, variables }, (loop) => {
    s.bound.forEach((variable, i) => {
      c.variables.set(variable, carried[i]!)
    })
    if (whole !== undefined) c.variables.set(s.sample!, sampleOf(c, loop, whole, parts?.size))
    return s.next.map((next, i) => nextOf(c, s.bound[i]!, lower(next), carried[i]!))
  })
  const unit = c.o.build.loop({
    times,
    reverse: false,
    index,
    carried: carried.flatMap(tensorsOfValue),
    initial: start.flatMap(tensorsOfValue),
    sliced: open.sliced,
    next: result.flatMap(tensorsOfValue),
  })
  let position = 0
  const finals = carried.map(withTensorsBy(() => c.o.build.make('final', [unit], { index: position++ })))
  const after = { open, unit }
  return finals.map((value, i) =>
    followed.has(i) ? told(c, s, i, { ...after, tokens: tokensOf(memoryOf(initial[i]!)) }, value) : value,
  )
}

/** Σ or mean of a function along the iterates of a loop: a second loop over the stacked iterates. */
export const lowerAlong = (c: Context, s: SyntaxOf<'Along'>, lower: Lower): Lowered => {
  const loop = s.loop
  if (loop._tag !== 'Loop') return internal('a trajectory is of a loop', loop._tag)
  const finals = loop.bound.map((_, index) => lower({ _tag: 'Component', of: loop, index } as Syntax))
  const times = timesOf(c, loop)
  const scale = s.operator === 'mean' && times > 0 ? c.o.constant(1 / times) : undefined
  const states = statesOf(c, loop, finals)
  if (states !== undefined) return alongTurns(c, s, loop.index, states, scale, lower)
  const iterates = finals.map(
    withTensorsBy((final) => {
      const unit = final.inputs[0]!
      if (final.primitive !== 'final' || unit.primitive !== 'loop') return internal('a trajectory is of a loop')
      return c.o.build.stack(unit, unit.attributes.next[final.attributes.index]!)
    }),
  )
  const { result, open, index } = inLoop(c, { counter: loop.index, times, variables: s.bound }, (opened) => {
    s.bound.forEach((variable, i) => {
      const rows = withTensorsBy((source) => {
        const row = c.o.build.variable(variable.name, source.shape.slice(1))
        opened.sliced.push({ variable: row, source })
        return row
      })
      c.variables.set(variable, rows(iterates[i]!))
    })
    return numbers(lower(s.body))
  })
  const sums = summedOver(c, { open, index, terms: result.nodes }, 'off')
  return {
    _tag: 'Numbers',
    kind: result.kind,
    nodes: scale === undefined ? sums : sums.map((sum) => c.o.multiply(sum, scale)),
  }
}

/** The same of a loop that was unrolled: its turns are known one by one. */
const alongTurns = (
  c: Context,
  s: SyntaxOf<'Along'>,
  counter: Variable,
  states: readonly (readonly Lowered[])[],
  scale: Node | undefined,
  lower: Lower,
): Lowered => {
  const terms = states.map((state, turn) =>
    fixedAt(c, counter, turn, s.bound, () => {
      s.bound.forEach((variable, i) => {
        c.variables.set(variable, state[i]!)
      })
      return numbers(lower(s.body))
    }),
  )
  const sum = terms.reduce((so: Lowered, term) => spread([numbers(so), term], c.o.add), zeroOf(c, kindOf(s.body)))
  return scale === undefined ? sum : withTensorsBy((node) => c.o.multiply(node, scale))(sum)
}

/** 1 / n, and 1 where n is 0. */
const oneOver = ({ o }: Context, n: Node): Node =>
  o.divide(o.constant(1), o.select(o.equal(n, o.constant(0)), o.constant(1), n))

/** The weighted mean over the parts of a batch of a function of one part. */
export const lowerExpectation = (c: Context, s: SyntaxOf<'Expectation'>, lower: Lower): readonly Lowered[] => {
  const { o } = c
  const whole = lower(s.batch)
  const times = partsOf(countOf(c, s.batch), s.size)
  // An episode counts as much as any other.
  const ofEpisodes = whole._tag === 'Episodes'
  const { result, open, index } = inLoop(c, { counter: s.index, times, variables: [s.sample] }, (opened) => {
    const sample = sampleOf(c, opened, whole, s.size)
    c.variables.set(s.sample, sample)
    if (ofEpisodes) return s.body.map((part) => numbers(lower(part)))
    const own = batchOf(sample).weights
    const weight = s.size === 1 ? o.reshape(own, []) : o.sum(own)
    return s.body.map((part) => {
      const value = numbers(lower(part))
      return { kind: value.kind, nodes: value.nodes.map((node) => o.multiply(weight, node)) }
    })
  })
  const scale = ofEpisodes ? o.constant(1 / Math.max(1, times)) : oneOver(c, o.sum(batchOf(whole).weights))
  const terms = result.flatMap((r) => r.nodes)
  const sums = summedOver(c, { open, index, terms }, ofEpisodes ? 'auto' : 'off')
  const nodes = sums.map((sum) => o.multiply(sum, scale))
  let position = 0
  return result.map(({ kind, nodes: own }) => ({ _tag: 'Numbers', kind, nodes: own.map(() => nodes[position++]!) }))
}
