import type * as E from 'fp-ts/lib/Either.js'
import { type HandlerProgram, ruleName, type Syntax, sameSort, spellSort, type Variable } from '../dsl/index.ts'
import type { Fault } from '../fault.ts'
import { type Node, type Program, reachableFrom, type Shape, sizeOf } from '../ir/index.ts'
import type { HostProgram } from './host/host-values.ts'
import { begun } from './lower/begun.ts'
import type { Context, Surroundings } from './lower/context.ts'
import { type Feed, inputsOf } from './lower/feed.ts'
import { timesOf } from './lower/loops.ts'
import { lowering } from './lower/lower.ts'
import { batchOf, fits, type Lowered, listOf, memoryOf, numbers } from './lower/lowered.ts'
import type { Origin } from './lower/origins.ts'
import { placesOf } from './lower/places.ts'
import { isThere } from './lower/presence.ts'
import type { Asked } from './lower/question.ts'
import { guarded, internal, Refusal } from './lower/refusal.ts'
import { noiseOf } from './lower/run-noise.ts'
import { ofStatistics } from './lower/runs.ts'
import { type Work, workingOn, workOf } from './lower/work.ts'
import { lengthSlot } from './padding.ts'
import { kindHeld, mapSlot, type Slot, type SlotShape, type SlotUpdate, slotOf, tensorsIn } from './slots.ts'
import { statisticsAfter, statisticsKind, statisticsSlot } from './statistics.ts'

/** An event handler as it was lowered: a program that nothing has simplified yet. */
export interface LoweredEvent {
  readonly where: string
  readonly slots: Readonly<Record<string, readonly Node[]>>
  readonly task: Node
  readonly feeds: readonly Feed[]
  readonly asks: ReadonlyMap<number, Asked>
  readonly updates: Readonly<Record<string, SlotUpdate>>
  readonly host: HostProgram
  /** What the host gives, and what comes out: the new slots, then their health. */
  readonly program: Program
  readonly workOf: (node: Node) => Work
}

export type EventSurroundings = Surroundings & {
  /** The batch of the event that the running statistics of the learner adopt. */
  readonly adopts?: string
  /** Terms that those of the event are parts of: draws are numbered along them. */
  readonly whole?: readonly Syntax[]
}

/** What the variable of a slot stands for. */
const boundTo = (slot: Slot<Node, unknown>, present?: (element: number) => Node | undefined): Lowered => {
  switch (slot._tag) {
    case 'Numbers':
      return { _tag: 'Numbers', kind: slot.kind, nodes: slot.tensors }
    case 'List': {
      const kinds = slot.kind._tag === 'List' ? slot.kind.elements : []
      const elements = slot.elements.map((element) =>
        element.map((nodes, i) => ({ _tag: 'Numbers', kind: kinds[i]!, nodes }) as const),
      )
      return {
        _tag: 'List',
        kind: slot.kind,
        elements,
        ...(present === undefined ? {} : { present: elements.map((_, i) => present(i)) }),
      }
    }
    case 'Memory': {
      const fields = Object.entries(slot.fields ?? {}).map(([name, { tensor }]) => [name, tensor] as const)
      return fields.length === 0 ? { _tag: 'Host' } : { _tag: 'Host', fields: Object.fromEntries(fields) }
    }
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
  around: EventSurroundings,
): E.Either<Fault, LoweredEvent> => {
  const roots = Object.values(handler.updates)
  const memories = Object.entries(handler.slots).flatMap(
    ([slot, variable]): readonly (readonly [Variable, Origin])[] => {
      const shape = shapes[slot]
      if (shape?._tag !== 'Memory') return []
      const { capacity, pastTasks, ofTasks = false, scored = false } = shape.value
      return [[variable, { _tag: 'Slot', slot, capacity, pastTasks, ofTasks, scored }]]
    },
  )
  const batches = Object.entries(handler.batches)
  const given = batches.map(([batch, variable]): readonly [Variable, Origin] => [variable, { _tag: 'Event', batch }])
  const start = begun(around, roots, [...given, ...memories])
  return guarded(where, start.path, () => {
    const { build } = start.o
    const slots: Record<string, readonly Node[]> = {}
    const bind = (name: string, shape: SlotShape): Slot<Node, unknown> => {
      const bound = mapSlot(
        (of: Shape) => build.variable(name, of),
        (memory) => memory,
      )(shape)
      slots[name] = tensorsIn(bound)
      return bound
    }
    /** Which elements of a padded list are there, by the number beside it. */
    const presentIn = (slot: string, shape: SlotShape): ((element: number) => Node | undefined) | undefined => {
      const beside = shapes[lengthSlot(slot)]
      if (beside === undefined) return undefined
      const length = tensorsIn(bind(lengthSlot(slot), beside))[0]!
      if (shape._tag === 'List') return (element) => isThere(start, element, { of: shape.elements.length, length })
      start.pastTasks.set(slot, length)
      return undefined
    }
    const running =
      shapes[statisticsSlot] === undefined ? undefined : tensorsIn(bind(statisticsSlot, shapes[statisticsSlot]))
    const c: Context = { ...start, ...(running === undefined ? {} : { running }) }
    for (const [slot, variable] of Object.entries(handler.slots)) {
      const shape = shapes[slot]
      if (shape === undefined) throw new Refusal('every slot must have a value', `\`${slot}\` has none`)
      if (!sameSort(kindHeld(shape), variable.kind))
        throw new Refusal(`\`${slot}\` must hold ${spellSort(variable.kind)}`, spellSort(kindHeld(shape)))
      c.variables.set(variable, boundTo(bind(slot, shape), presentIn(slot, shape)))
    }
    const task = build.variable('task', [])
    c.variables.set(handler.task, { _tag: 'Numbers', kind: handler.task.kind, nodes: [task] })
    for (const [batch, variable] of batches) bindBatch(c, variable, around.counts[batch] ?? 0)
    const lower = lowering(c)
    const updates: Record<string, SlotUpdate> = {}
    // What memories come to is decided on the way: these values are made for that alone.
    const tokens: Node[] = []
    for (const [slot, term] of Object.entries(handler.updates)) {
      c.path.push(slot)
      const value = lower(term)
      updates[slot] = updateOf(slot, term, shapes[slot], value, c)
      if (value._tag === 'Host' && value.token !== undefined) tokens.push(value.token)
      c.path.pop()
    }
    const { learner } = around
    const adopted = around.adopts === undefined ? undefined : handler.batches[around.adopts]
    if (adopted !== undefined && learner !== undefined && running !== undefined) {
      const batch = c.variables.get(adopted)
      if (batch === undefined)
        throw new Refusal('an event must have examples where statistics are taken of them', 'none')
      updates[statisticsSlot] = slotOf(statisticsKind, () =>
        workingOn(c, 'forward', () =>
          statisticsAfter(
            c.o,
            learner.network,
            slots.theta ?? [],
            batchOf(batch),
            running,
            noiseOf(c, learner.network, ofStatistics),
          ),
        ),
      )
    }
    const theta = updates.theta ?? updates[ruleName]
    const health = (theta === undefined ? [] : tensorsIn(theta)).map((n) => c.o.sum(n)).reduce(c.o.add, c.o.constant(0))
    const outputs = [...Object.values(updates).flatMap((update) => tensorsIn(update)), ...tokens, health]
    const options = [...reachableFrom(outputs)].filter(({ primitive }) => primitive === 'option')
    return {
      where,
      slots,
      task,
      feeds: c.feeds,
      asks: c.asks,
      updates,
      host: { origins: c.origins, counters: c.counters, places: placesOf(roots, around.whole), times: carriedTimes(c) },
      program: {
        inputs: [...Object.values(slots).flat(), task, ...c.feeds.flatMap(inputsOf), ...options],
        outputs,
      },
      workOf: workOf(c.spans),
    }
  })
}

/** The event's own examples are fed like any others. */
const bindBatch = (c: Context, variable: Variable, n: number): void => {
  const { learner, counts } = c.around
  if (learner === undefined || n === 0 || variable.kind._tag === 'Steps') return
  const ofEpisodes = variable.kind._tag === 'Episodes'
  const { support = 0, query = 0 } = ofEpisodes ? counts : {}
  const rows = ofEpisodes ? [n, support + query] : [n]
  const inputs = {
    inputs: c.o.build.variable('x', [...rows, ...learner.between.inputShape]),
    targets: c.o.build.variable('y', [...rows, learner.between.outputs]),
    weights: c.o.build.variable('w', rows),
    ...(learner.between.heads === 'task' ? { heads: c.o.build.variable('h', [...rows, learner.between.outputs]) } : {}),
  }
  c.feeds.push({ _tag: 'Examples', term: variable, around: [], fixed: new Map(), count: sizeOf(rows), inputs })
  c.variables.set(variable, ofEpisodes ? { _tag: 'Episodes', support, ...inputs } : { _tag: 'Batch', ...inputs })
}

const updateOf = (slot: string, term: Syntax, shape: SlotShape | undefined, value: Lowered, c: Context): SlotUpdate => {
  // Rows are no slot's: they are what a rule of prediction gives.
  if (value._tag === 'Numbers' && value.kind._tag === 'Rows')
    return { _tag: 'Numbers', kind: value.kind, tensors: value.nodes }
  if (shape === undefined) return internal('an update is of a slot', slot)
  if (shape._tag === 'Memory') {
    const { fields } = memoryOf(value)
    const kept = Object.entries(shape.fields ?? {}).map(
      ([name, { kind }]) =>
        [name, { kind, tensor: fields?.[name] ?? internal('a memory goes on keeping', name) }] as const,
    )
    return { _tag: 'Memory', value: term, ...(kept.length === 0 ? {} : { fields: Object.fromEntries(kept) }) }
  }
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
