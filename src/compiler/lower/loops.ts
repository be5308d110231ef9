import { partSize, partsOf, type Syntax, type SyntaxOf, type Variable } from '../../dsl/index.ts'
import type { Node } from '../../ir/index.ts'
import { countOf } from './batches.ts'
import { type Context, inScope, type OpenLoop } from './context.ts'
import { batchOf, fits, type Lowered, numbers } from './lowered.ts'
import { internal } from './refusal.ts'

type Lower = (s: Syntax) => Lowered

const isNumeric = ({ kind }: Variable): boolean =>
  kind._tag === 'Scalar' || kind._tag === 'Params' || kind._tag === 'Rows'

/**
 * A batch of so many consecutive rows of a batch, read by a loop's counter; the last one is filled with rows of zeros. Of episodes,
 * which are a row each, it is one of them.
 */
const sampleOf = (c: Context, open: OpenLoop, whole: Lowered, wanted = 1): Lowered => {
  const batch = whole._tag === 'Episodes' ? whole : batchOf(whole)
  const size = partSize(batch.weights.shape[0]!, wanted)
  const row = (rows: Node): Node => {
    const [count = 0, ...each] = rows.shape
    const missing = open.times * size - count
    const whole =
      missing === 0
        ? rows
        : c.o.pad(
            rows,
            rows.shape.map(() => 0),
            [missing, ...each.map(() => 0)],
          )
    const source = size === 1 ? whole : c.o.reshape(whole, [open.times, size, ...each])
    const variable = c.o.build.variable('row', source.shape.slice(1))
    open.sliced.push({ variable, source })
    return size === 1 ? c.o.reshape(variable, [1, ...variable.shape]) : variable
  }
  const rows = {
    inputs: row(batch.inputs),
    targets: row(batch.targets),
    weights: row(batch.weights),
    ...(batch.heads === undefined ? {} : { heads: row(batch.heads) }),
  }
  return whole._tag === 'Episodes' ? { ...whole, ...rows } : { _tag: 'Batch', ...rows }
}

/** Lowers a body inside an open loop, with the counter and some variables bound. */
const inLoop = <A>(
  c: Context,
  bound: { readonly counter: Variable; readonly times: number; readonly variables: readonly Variable[] },
  body: (open: OpenLoop, index: Node) => A,
): { readonly result: A; readonly open: OpenLoop; readonly index: Node } => {
  const index = c.o.build.variable(bound.counter.name, [])
  const open: OpenLoop = { counter: bound.counter, times: bound.times, sliced: [] }
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
  const initial = s.initial.map(lower)
  const parts = s.sample === undefined || typeof s.times === 'number' ? undefined : s.times
  const whole =
    parts !== undefined && s.next.some((next) => c.freeIn(next).has(s.sample!)) ? lower(parts.samplesOf) : undefined
  const carried = s.bound.map((variable, i) => {
    const start = initial[i]!
    if (!isNumeric(variable)) return []
    return numbers(start).nodes.map((node) => c.o.build.variable(variable.name, node.shape))
  })
  const variables = s.sample === undefined ? s.bound : [...s.bound, s.sample]
  const { result, open, index } = inLoop(c, { counter: s.index, times, variables }, (loop) => {
    s.bound.forEach((variable, i) => {
      c.variables.set(
        variable,
        isNumeric(variable) ? { _tag: 'Numbers', kind: variable.kind, nodes: carried[i]! } : { _tag: 'Host' },
      )
    })
    if (whole !== undefined) c.variables.set(s.sample!, sampleOf(c, loop, whole, parts?.size))
    return s.next.map((next, i) =>
      isNumeric(s.bound[i]!) ? sameShapes(c, numbers(lower(next)), s.bound[i]!, carried[i]!) : [],
    )
  })
  const unit = c.o.build.loop({
    times,
    reverse: false,
    index,
    carried: carried.flat(),
    initial: initial.flatMap((value, i) => (isNumeric(s.bound[i]!) ? numbers(value).nodes : [])),
    sliced: open.sliced,
    next: result.flat(),
  })
  let position = 0
  return s.bound.map((variable, i) => {
    if (!isNumeric(variable)) return initial[i]!
    const nodes = carried[i]!.map(() => c.o.build.make('final', [unit], { index: position++ }))
    return { _tag: 'Numbers', kind: variable.kind, nodes }
  })
}

/** A scalar next value spreads over parameters and rows, as arithmetic does. */
const sameShapes = (
  c: Context,
  next: ReturnType<typeof numbers>,
  slot: Variable,
  carried: readonly Node[],
): readonly Node[] => {
  if (!fits(next, slot.kind)) return internal(`a step keeps the kind of \`${slot.name}\``)
  return carried.map((target, i) => c.o.broadcast(next.nodes[next.kind._tag === 'Params' ? i : 0]!, target.shape))
}

/** Σ or mean of a function along the iterates of a loop: a second loop over the stacked iterates. */
export const lowerAlong = (c: Context, s: SyntaxOf<'Along'>, lower: Lower): Lowered => {
  const loop = s.loop
  if (loop._tag !== 'Loop') return internal('a trajectory is of a loop', loop._tag)
  const finals = loop.bound.map((_, index) => lower({ _tag: 'Component', of: loop, index } as Syntax))
  const times = timesOf(c, loop)
  const iterates = finals.map((value) =>
    value._tag === 'Numbers'
      ? value.nodes.map((final) => {
          const unit = final.inputs[0]!
          if (final.primitive !== 'final' || unit.primitive !== 'loop') return internal('a trajectory is of a loop')
          return c.o.build.stack(unit, unit.attributes.next[final.attributes.index]!)
        })
      : [],
  )
  const { result, open, index } = inLoop(c, { counter: loop.index, times, variables: s.bound }, (opened) => {
    s.bound.forEach((variable, i) => {
      const nodes = iterates[i]!.map((source) => {
        const row = c.o.build.variable(variable.name, source.shape.slice(1))
        opened.sliced.push({ variable: row, source })
        return row
      })
      c.variables.set(
        variable,
        isNumeric(variable) ? { _tag: 'Numbers', kind: variable.kind, nodes } : { _tag: 'Host' },
      )
    })
    return numbers(lower(s.body))
  })
  return {
    _tag: 'Numbers',
    kind: result.kind,
    nodes: accumulated(
      c,
      open,
      index,
      times,
      result.nodes,
      s.operator === 'mean' && times > 0 ? c.o.constant(1 / times) : undefined,
    ),
  }
}

/** Σ over the iterations of an open loop of the nodes of its body, scaled. */
const accumulated = (
  c: Context,
  open: OpenLoop,
  index: Node,
  times: number,
  terms: readonly Node[],
  scale: Node | undefined,
): readonly Node[] => {
  const { o } = c
  const sums = terms.map((term) => o.build.variable('sum', term.shape))
  const unit = o.build.loop({
    times,
    reverse: false,
    index,
    carried: sums,
    initial: terms.map((term) => o.constant(0, term.shape)),
    sliced: open.sliced,
    next: terms.map((term, i) => o.add(sums[i]!, term)),
  })
  return terms.map((_, i) => {
    const whole = o.build.make('final', [unit], { index: i })
    return scale === undefined ? whole : o.multiply(whole, scale)
  })
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
  const nodes = accumulated(
    c,
    open,
    index,
    times,
    result.flatMap((r) => r.nodes),
    scale,
  )
  let position = 0
  return result.map(({ kind, nodes: own }) => ({ _tag: 'Numbers', kind, nodes: own.map(() => nodes[position++]!) }))
}
