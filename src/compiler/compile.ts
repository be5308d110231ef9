import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  freeVariables,
  type HandlerProgram,
  judgeTerms,
  type Kind,
  type Syntax,
  sameSort,
  scopesRun,
  spellSort,
  type Variable,
} from '../dsl/index.ts'
import { type Fault, fault } from '../fault.ts'
import {
  builder,
  hostNumbersIn,
  IllShaped,
  type Node,
  operations,
  type Program,
  reachableFrom,
  type Shape,
  simplify,
} from '../ir/index.ts'
import type { HostProgram } from './host/examples.ts'
import type { Context, Surroundings } from './lower/context.ts'
import type { Feed } from './lower/feed.ts'
import { timesOf } from './lower/loops.ts'
import { lowering } from './lower/lower.ts'
import { batchOf, fits, type Lowered, listOf, numbers } from './lower/lowered.ts'
import { countersOf, type Origin, originsOf } from './lower/origins.ts'
import { placesOf } from './lower/places.ts'
import { internal, Refusal } from './lower/refusal.ts'
import { type Work, workingOn, workOf } from './lower/work.ts'
import { type Plan, planOf } from './plan.ts'
import {
  kindHeld,
  mapSlot,
  type Slot,
  type SlotShape,
  type SlotUpdate,
  slotOf,
  tensorShapes,
  tensorsIn,
  withTensors,
} from './slots.ts'
import { statisticsAfter, statisticsKind, statisticsSlot } from './statistics.ts'

/** An event handler as it was lowered: a program that nothing has simplified yet. */
export interface LoweredEvent {
  readonly where: string
  readonly slots: Readonly<Record<string, readonly Node[]>>
  readonly task: Node
  readonly feeds: readonly Feed[]
  readonly updates: Readonly<Record<string, SlotUpdate>>
  readonly host: HostProgram
  /** What the host gives, and what comes out: the new slots, then their health. */
  readonly program: Program
  readonly workOf: (node: Node) => Work
}

/** An event handler compiled for one network and one set of shapes. */
export interface CompiledEvent {
  readonly plan: Plan
  /** What of the plan the host makes of options, once for all runs at the same ones: see `numbersAt`. */
  readonly prelude: readonly Node[]
  /** The program inputs that hold each slot: one list of tensors a value, one value an element for lists. */
  readonly slots: Readonly<Record<string, readonly Node[]>>
  readonly task: Node
  readonly feeds: readonly Feed[]
  readonly updates: Readonly<Record<string, SlotUpdate>>
  /** Σ θ after the event: finite exactly when every coordinate is. The last output of the plan. */
  readonly health: Node
  readonly host: HostProgram
  /** Every value that the program is given. */
  readonly given: ReadonlySet<Node>
}

type CompileSurroundings = Surroundings & {
  /** The batch of the event that the running statistics of the learner adopt. */
  readonly adopts?: string
}

const guarded = <A>(where: string, path: readonly string[], make: () => A): E.Either<Fault, A> => {
  try {
    return E.right(make())
  } catch (error) {
    if (error instanceof Refusal)
      return E.left(
        fault({
          where,
          rule: error.rule,
          path: [...path],
          ...(error.got === undefined ? {} : { got: error.got }),
          ...(error.hint === undefined ? {} : { hint: error.hint }),
        }),
      )
    if (error instanceof IllShaped)
      return E.left(fault({ where, rule: `a program must be well shaped: ${error.message}`, path: [...path] }))
    throw error
  }
}

const tensorsOf = (kind: Kind, around: Surroundings): readonly Shape[] => {
  if (kind._tag === 'Params' && around.layouts[kind.network] === undefined)
    throw new Refusal(`the parameters of network \`${kind.network}\` need a layout`)
  return tensorShapes(around.layouts)(kind)
}

/** What the variable of a slot stands for. */
const boundTo = (slot: Slot<Node, unknown>): Lowered => {
  switch (slot._tag) {
    case 'Numbers':
      return { _tag: 'Numbers', kind: slot.kind, nodes: slot.tensors }
    case 'List': {
      const kinds = slot.kind._tag === 'List' ? slot.kind.elements : []
      const elements = slot.elements.map((element) =>
        element.map((nodes, i) => ({ _tag: 'Numbers', kind: kinds[i]!, nodes }) as const),
      )
      return { _tag: 'List', kind: slot.kind, elements }
    }
    case 'Memory':
      return { _tag: 'Host' }
  }
}

const contextFor = (
  around: Surroundings,
  roots: readonly Syntax[],
  given: readonly (readonly [Variable, Origin])[],
): Context => {
  const origins = originsOf(roots, given)
  return {
    o: operations(builder()),
    around,
    variables: new Map(),
    origins,
    counters: countersOf(roots, origins),
    freeIn: freeVariables(scopesRun),
    counts: new Map(),
    made: new Map(),
    loops: [],
    scopes: [],
    fixed: new Map(),
    feeds: [],
    spans: [],
    path: [],
  }
}

/** How often each loop runs that carries a memory, which the host takes through it. */
const carriedTimes = (c: Context): ReadonlyMap<Syntax, number> =>
  new Map(
    [...c.origins.values()].flatMap((origin) =>
      origin._tag === 'Carried' ? [[origin.loop, timesOf(c, origin.loop)] as const] : [],
    ),
  )

/** Lowers an event handler: from the syntax of its updates to one tensor program, and what the host gives it. */
export const lowerHandler = (
  where: string,
  handler: HandlerProgram,
  shapes: Readonly<Record<string, SlotShape>>,
  around: CompileSurroundings,
): E.Either<Fault, LoweredEvent> => {
  const roots = Object.values(handler.updates)
  const memories = Object.entries(handler.slots).flatMap(
    ([slot, variable]): readonly (readonly [Variable, Origin])[] => {
      const shape = shapes[slot]
      if (shape?._tag !== 'Memory') return []
      const { capacity, pastTasks } = shape.value
      return [[variable, { _tag: 'Slot', slot, capacity, pastTasks }]]
    },
  )
  const batches = Object.entries(handler.batches)
  const given = batches.map(([batch, variable]): readonly [Variable, Origin] => [variable, { _tag: 'Event', batch }])
  const begun = contextFor(around, roots, [...given, ...memories])
  return guarded(where, begun.path, () => {
    const { build } = begun.o
    const slots: Record<string, readonly Node[]> = {}
    const bind = (name: string, shape: SlotShape): Slot<Node, unknown> => {
      const bound = mapSlot(
        (of: Shape) => build.variable(name, of),
        (memory) => memory,
      )(shape)
      slots[name] = tensorsIn(bound)
      return bound
    }
    const running =
      shapes[statisticsSlot] === undefined ? undefined : tensorsIn(bind(statisticsSlot, shapes[statisticsSlot]))
    const c: Context = { ...begun, ...(running === undefined ? {} : { running }) }
    for (const [slot, variable] of Object.entries(handler.slots)) {
      const shape = shapes[slot]
      if (shape === undefined) throw new Refusal('every slot must have a value', `\`${slot}\` has none`)
      if (!sameSort(kindHeld(shape), variable.kind))
        throw new Refusal(`\`${slot}\` must hold ${spellSort(variable.kind)}`, spellSort(kindHeld(shape)))
      c.variables.set(variable, boundTo(bind(slot, shape)))
    }
    const task = build.variable('task', [])
    c.variables.set(handler.task, { _tag: 'Numbers', kind: handler.task.kind, nodes: [task] })
    for (const [batch, variable] of batches) bindBatch(c, variable, around.counts[batch] ?? 0)
    const lower = lowering(c)
    const updates: Record<string, SlotUpdate> = {}
    for (const [slot, term] of Object.entries(handler.updates)) {
      c.path.push(slot)
      updates[slot] = updateOf(slot, term, shapes[slot], lower(term), c)
      c.path.pop()
    }
    const { learner } = around
    const adopted = around.adopts === undefined ? undefined : handler.batches[around.adopts]
    if (adopted !== undefined && learner !== undefined && running !== undefined) {
      const batch = batchOf(c.variables.get(adopted) ?? { _tag: 'Host' })
      updates[statisticsSlot] = slotOf(statisticsKind, () =>
        workingOn(c, 'forward', () => statisticsAfter(c.o, learner.network, slots.theta ?? [], batch, running)),
      )
    }
    const theta = updates.theta
    const health = (theta === undefined ? [] : tensorsIn(theta)).map((n) => c.o.sum(n)).reduce(c.o.add, c.o.constant(0))
    const outputs = [...Object.values(updates).flatMap((update) => tensorsIn(update)), health]
    const options = [...reachableFrom(outputs)].filter(({ primitive }) => primitive === 'option')
    return {
      where,
      slots,
      task,
      feeds: c.feeds,
      updates,
      host: { origins: c.origins, counters: c.counters, places: placesOf(roots), times: carriedTimes(c) },
      program: {
        inputs: [...Object.values(slots).flat(), task, ...c.feeds.flatMap(inputsOf), ...options],
        outputs,
      },
      workOf: workOf(c.spans),
    }
  })
}

/** Simplifies a lowered event and plans it. `note` is told what each node of the plan stands for. */
export const planEvent = (
  { where, slots, task, feeds, updates, host, program }: LoweredEvent,
  note?: (made: Node, of: Node) => void,
): E.Either<Fault, CompiledEvent> =>
  guarded(where, [], () => {
    const simplified = simplify(program, builder(), note)
    const prelude = hostNumbersIn(simplified.outputs)
    const given = new Set(program.inputs)
    const reachable = reachableFrom(simplified.outputs, new Set(prelude))
    return {
      plan: planOf(simplified.outputs, new Set([...given, ...prelude])),
      prelude,
      slots,
      task,
      feeds: feeds.filter((feed) => inputsOf(feed).some((n) => reachable.has(n))),
      updates: withTensors(updates, simplified.outputs),
      health: simplified.outputs.at(-1)!,
      host,
      given: new Set([...given].filter((n) => reachable.has(n))),
    }
  })

/** Compiles an event handler: from the syntax of its updates to a host plan with device functions. */
export const compileHandler = (
  where: string,
  handler: HandlerProgram,
  shapes: Readonly<Record<string, SlotShape>>,
  around: CompileSurroundings,
): E.Either<Fault, CompiledEvent> =>
  pipe(
    lowerHandler(where, handler, shapes, around),
    E.chain((lowered) => planEvent(lowered)),
  )

/** The event's own examples are fed like any others. */
const bindBatch = (c: Context, variable: Variable, n: number): void => {
  const learner = c.around.learner
  if (learner === undefined || n === 0) return
  const inputs = {
    inputs: c.o.build.variable('x', [n, ...learner.between.inputShape]),
    targets: c.o.build.variable('y', [n, learner.between.outputs]),
    weights: c.o.build.variable('w', [n]),
    ...(learner.between.heads === 'task' ? { heads: c.o.build.variable('h', [n, learner.between.outputs]) } : {}),
  }
  c.feeds.push({ _tag: 'Examples', term: variable, around: [], fixed: new Map(), count: n, inputs })
  c.variables.set(variable, { _tag: 'Batch', ...inputs })
}

export const inputsOf = (feed: Feed): readonly Node[] =>
  feed._tag !== 'Examples'
    ? [feed.input]
    : [
        feed.inputs.inputs,
        feed.inputs.targets,
        feed.inputs.weights,
        ...(feed.inputs.heads === undefined ? [] : [feed.inputs.heads]),
      ]

const updateOf = (slot: string, term: Syntax, shape: SlotShape | undefined, value: Lowered, c: Context): SlotUpdate => {
  if (shape === undefined) return internal('an update is of a slot', slot)
  if (shape._tag === 'Memory')
    return value._tag === 'Host' ? { _tag: 'Memory', value: term } : internal('a slot goes on holding a memory', slot)
  if (shape._tag === 'List')
    return {
      _tag: 'List',
      kind: shape.kind,
      elements: listOf(value).elements.map((e) => e.map((part) => numbers(part).nodes)),
    }
  const next = numbers(value)
  if (!fits(next, shape.kind)) return internal('a slot goes on holding what it holds', slot)
  return {
    _tag: 'Numbers',
    kind: shape.kind,
    tensors: shape.tensors.map((target, i) => c.o.broadcast(next.nodes[next.kind._tag === 'Params' ? i : 0]!, target)),
  }
}

/** Numeric terms with free variables, compiled as one plan: for laws on plain vectors, initial values and printed examples. */
export interface CompiledTerms {
  readonly plan: Plan
  readonly prelude: readonly Node[]
  readonly inputs: readonly (readonly Node[])[]
  readonly outputs: readonly (readonly Node[])[]
  readonly given: ReadonlySet<Node>
}

export const compileTerms = (
  where: string,
  free: readonly Variable[],
  terms: readonly Syntax[],
  around: CompileSurroundings,
): E.Either<Fault, CompiledTerms> => {
  const numeric = Object.keys(around.options).filter((name) => typeof around.options[name] === 'number')
  const judged = judgeTerms(where, free, terms, new Set(numeric))
  if (E.isLeft(judged)) return judged
  const c = contextFor(around, terms, [])
  return guarded(where, c.path, () => {
    const inputs = free.map((variable) =>
      tensorsOf(variable.kind, around).map((shape) => c.o.build.variable(variable.name, shape)),
    )
    free.forEach((variable, i) => {
      c.variables.set(variable, { _tag: 'Numbers', kind: variable.kind, nodes: inputs[i]! })
    })
    const lower = lowering(c)
    const lowered = terms.map((term) => numbers(lower(term)).nodes)
    const program = simplify({ inputs: inputs.flat(), outputs: lowered.flat() })
    let position = 0
    const outputs = lowered.map((nodes) => nodes.map(() => program.outputs[position++]!))
    const prelude = hostNumbersIn(program.outputs)
    const given = new Set(program.inputs)
    return { plan: planOf(program.outputs, new Set([...given, ...prelude])), prelude, inputs, outputs, given }
  })
}
