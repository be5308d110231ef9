import { freeOf, type LoopDemand, type Node, type NodeOf, neededCarries, reachableFrom } from '../../../ir/index.ts'
import { graph as newGraph, type Wire } from './graph.ts'
import { typeOf } from './lowering.ts'
import { types } from './messages.ts'
import { emptyList, type Rows, rowOf, setRow, whole } from './rows.ts'
import { type Emit, type Library, type Scope, type Work, wireOf } from './scope.ts'

// Nodes of no work of their own: a body reads what is behind them.
const thin: ReadonlySet<string> = new Set(['broadcast', 'reshape', 'alias', 'stopGradient'])

const behind = (node: Node, given: ReadonlySet<Node>): Node => {
  let of = node
  while (thin.has(of.primitive) && !given.has(of)) of = of.inputs[0]!
  return of
}

/** What a loop is made of, as far as it is asked for. */
interface Parts {
  readonly loop: NodeOf<'loop'>
  /** The carried variables that are needed, by their positions. */
  readonly needed: readonly number[]
  readonly finals: readonly NodeOf<'final'>[]
  readonly stacks: readonly NodeOf<'stack'>[]
  readonly slices: readonly { readonly variable: Node; readonly source: Node }[]
  /** What the body takes from outside. */
  readonly free: readonly Node[]
  /** The next values of the needed variables, then what is stacked. */
  readonly bodies: readonly Node[]
  /** How many nodes a body has, those of loops in it as often as they run. */
  readonly weight: number
}

/** How many nodes some values take, those of loops as often as they run. */
export const weightOf = (bodies: readonly Node[], outside: ReadonlySet<Node>): number =>
  [...reachableFrom(bodies, outside)].reduce((sum, node) => {
    if (node.primitive !== 'loop') return sum + (outside.has(node) ? 0 : 1)
    const { times, next, index, carried, sliced } = node.attributes
    const bound = [index, ...carried, ...sliced.map((s) => s.variable)]
    return sum + times * weightOf(next, new Set([...bound, ...node.inputs]))
  }, 0)

const partsOf = (loop: NodeOf<'loop'>, demand: LoopDemand, given: ReadonlySet<Node>): Parts => {
  const { next, index, carried, sliced } = loop.attributes
  const needed = neededCarries(loop as Node, demand)
  const stacks = demand.stacks.flatMap((s) => (s.primitive === 'stack' ? [s] : []))
  const finals = demand.finals.flatMap((f) => (f.primitive === 'final' ? [f] : []))
  const bodies = [...needed.map((i) => next[i]!), ...stacks.map((s) => s.attributes.body)]
  const outside = freeOf(bodies, [index, ...carried, ...sliced.map((s) => s.variable)])
  const inBody = reachableFrom(bodies, new Set(outside))
  return {
    loop,
    needed,
    finals,
    stacks,
    slices: sliced.filter((s) => inBody.has(s.variable)),
    free: [...new Set(outside.map((n) => behind(n, given)))].filter((n) => n.primitive !== 'constant'),
    bodies,
    weight: weightOf(bodies, new Set(outside)),
  }
}

/** The rows of the source of a sliced variable. */
const sourceIn = (scope: Scope, source: Node): Rows =>
  (scope.wires.has(source) ? undefined : scope.rows.get(source)) ?? { _tag: 'Tensor', wire: wireOf(scope, source) }

/** Hands out what a loop has made. */
const leave = (
  { listed }: Library,
  { graph, wires, rows }: Scope,
  { needed, finals, stacks }: Parts,
  carried: readonly Wire[],
  made: readonly Rows[],
): void => {
  for (const final of finals) wires.set(final as Node, carried[needed.indexOf(final.attributes.index)]!)
  stacks.forEach((stack, i) => {
    if (listed(stack as Node)) rows.set(stack as Node, made[i]!)
    else wires.set(stack as Node, whole(graph, made[i]!, stack.shape, typeOf(stack.type)))
  })
}

const counts = (times: number, reverse: boolean): readonly number[] =>
  Array.from({ length: times }, (_, step) => (reverse ? times - 1 - step : step))

/** The body as often as it runs, one after the other. */
const unrolled = (library: Library, scope: Scope, parts: Parts, emit: Emit): void => {
  const { graph } = scope
  const { loop, needed, stacks, slices, free, bodies } = parts
  const { times, reverse, index, carried, initial } = loop.attributes
  const sources = slices.map(({ source }) => sourceIn(scope, source))
  const outside = free.map((node) => [node, wireOf(scope, node)] as const)
  let state = needed.map((i) => wireOf(scope, initial[i]!))
  const made = stacks.map((): Wire[] => new Array<Wire>(times))
  const given = new Set([index, ...needed.map((i) => carried[i]!), ...slices.map((s) => s.variable), ...free])
  for (const at of counts(times, reverse)) {
    const wires = new Map<Node, Wire>([
      [index, graph.float(at)],
      ...needed.map((i, c) => [carried[i]!, state[c]!] as const),
      ...slices.map(({ variable }, s) => [variable, rowOf(graph, sources[s]!, at)] as const),
      ...outside,
    ])
    const inner: Scope = { graph, given, wires, rows: new Map() }
    emit(library, inner, bodies)
    const values = bodies.map((body) => wireOf(inner, body))
    state = values.slice(0, needed.length)
    made.forEach((rows, s) => {
      rows[at] = values[needed.length + s]!
    })
  }
  leave(
    library,
    scope,
    parts,
    state,
    made.map((wires) => ({ _tag: 'Made', wires })),
  )
}

/** A source as one wire, and how its rows are had from it in another function. */
const passed = (scope: Scope, source: Node): { readonly wire: Wire; readonly rows: (argument: Wire) => Rows } => {
  const rows = sourceIn(scope, source)
  return rows._tag === 'List'
    ? { wire: rows.wire, rows: (wire) => ({ ...rows, wire }) }
    : { wire: wireOf(scope, source), rows: (wire) => ({ _tag: 'Tensor', wire }) }
}

/** One node, of a function for the body and one that says whether to go on. What the body takes from outside goes round unchanged. */
const looping = (library: Library, scope: Scope, parts: Parts, emit: Emit): void => {
  const { graph } = scope
  const { loop, needed, stacks, slices, free, bodies } = parts
  const { times, reverse, index, carried, initial } = loop.attributes
  const sources = slices.map(({ source }) => passed(scope, source))
  const lists = stacks.map((stack) => emptyList(graph, times, stack.shape.slice(1), typeOf(stack.type)))
  const inputs = [
    graph.int(0),
    ...needed.map((i) => wireOf(scope, initial[i]!)),
    ...lists,
    ...sources.map(({ wire }) => wire),
    ...free.map((node) => wireOf(scope, node)),
  ]
  const signature = inputs.map(({ type }, i) => ({ name: `a${i}`, type }))
  const [count, ...rest] = signature as [Wire, ...Wire[]]
  const taking = (size: number): readonly Wire[] => rest.splice(0, size)
  const [state, held, given, outside] = [taking(needed.length), taking(lists.length), taking(sources.length), rest]

  const goesOn = newGraph()
  const [condition, body] = [library.fresh(), library.fresh()]
  library.add(
    goesOn.finished(condition, signature, [
      {
        name: 'r0',
        wire: goesOn.add('Less', [count, goesOn.int(times)], { T: { type: types.int32 } }, types.bool),
      },
    ]),
  )

  const inside = newGraph()
  const int = { T: { type: types.int32 } }
  const at = reverse ? inside.add('Sub', [inside.int(times - 1), count], int, types.int32) : count
  const inner: Scope = {
    graph: inside,
    given: new Set([index, ...needed.map((i) => carried[i]!), ...slices.map((s) => s.variable), ...free]),
    wires: new Map([
      [index, inside.add('Cast', [at], { SrcT: { type: types.int32 }, DstT: { type: types.float } }, types.float)],
      ...needed.map((i, c) => [carried[i]!, state[c]!] as const),
      ...slices.map(({ variable }, s) => [variable, rowOf(inside, sources[s]!.rows(given[s]!), at)] as const),
      ...free.map((node, f) => [node, outside[f]!] as const),
    ]),
    rows: new Map(),
  }
  emit(library, inner, bodies)
  const values = bodies.map((node) => wireOf(inner, node))
  const outputs = [
    inside.add('AddV2', [count, inside.int(1)], int, types.int32),
    ...values.slice(0, needed.length),
    ...held.map((list, s) => setRow(inside, list, at, values[needed.length + s]!)),
    ...given,
    ...outside,
  ]
  library.add(
    inside.finished(
      body,
      signature,
      outputs.map((wire, i) => ({ name: `r${i}`, wire })),
    ),
  )
  const ends = graph.addMany(
    'StatelessWhile',
    inputs,
    {
      T: { list: { type: inputs.map(({ type }) => type) } },
      cond: { func: { name: condition } },
      body: { func: { name: body } },
      output_shapes: { list: {} },
      parallel_iterations: { i: 10 },
    },
    inputs.map(({ type }) => type),
  )
  leave(
    library,
    scope,
    parts,
    ends.slice(1, 1 + needed.length),
    stacks.map((stack, s) => ({
      _tag: 'List',
      wire: ends[1 + needed.length + s]!,
      row: stack.shape.slice(1),
      type: typeOf(stack.type),
    })),
  )
}

/** A loop: unrolled where it is short, else a loop of TensorFlow. */
export const loopWork = (
  library: Library,
  scope: Scope,
  loop: NodeOf<'loop'>,
  demand: LoopDemand,
  emit: Emit,
): Work => {
  const parts = partsOf(loop, demand, scope.given)
  const { initial, times } = loop.attributes
  return {
    reads: [...parts.needed.map((i) => initial[i]!), ...parts.slices.map((s) => s.source), ...parts.free],
    perform: () => (times * parts.weight <= library.unrolled ? unrolled : looping)(library, scope, parts, emit),
  }
}
