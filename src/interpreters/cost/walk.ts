import * as E from 'fp-ts/lib/Either.js'
import * as R from 'fp-ts/lib/Record.js'
import { type CompiledEvent, hostValues, type MemoryValue } from '../../compiler/index.ts'
import { type HostBatch, lengthOf } from '../../data/index.ts'
import type { EventName } from '../../dsl/index.ts'
import type { Fault } from '../../fault.ts'
import { key } from '../../random/index.ts'
import { type Schedule, type TaskLength, unitOf } from '../../streams/index.ts'
import type { Buffer } from '../devices/index.ts'
import {
  alikeKey,
  countsOf,
  type EventForm,
  formKey,
  memoriesOf,
  releaseState,
  type Setting,
  type State,
  shapesOf,
  taskSteps,
} from '../runtime/index.ts'
import { after, type Cost, nothing } from './cost.ts'
import { extentsOf } from './extents.ts'
import { derivativeCounter } from './gradient-counter.ts'
import type { Counts } from './gradients.ts'
import type { Metered, meter } from './meter.ts'
import { type Shapes, stateOf } from './outline.ts'

/** What an event was like the last time that it came. */
export interface Occurrence {
  readonly task: number
  readonly form: EventForm<EventName>
  readonly memories: Readonly<Record<string, MemoryValue>>
}

/** Examples of which there is nothing but their number: a memory that takes them in counts them. */
const blank = (count: number, task: number): HostBatch => ({
  count,
  inputs: new Float32Array(0),
  inputShape: [0],
  targets: new Float32Array(0),
  weights: new Float32Array(count).fill(1),
  classes: 0,
  task,
})

/** Such examples for everything that an event comes with. */
const blanks = (counts: Counts, task: number): Readonly<Record<string, HostBatch>> => {
  const { episodes, support = 0, query = 0 } = counts
  if (episodes === undefined) return R.map((count: number) => blank(count, task))(counts)
  const episode = { support, query }
  return { episodes: { ...blank(episodes * lengthOf(episode), task), episode } }
}

// Slots may share a buffer until they are first updated, so bytes in use can still grow when counts no longer do.
const settled = 3

interface Known extends Metered {
  readonly runs: number
}

/** Events of a task that have one name and numbers of examples. */
export interface Alike {
  readonly name: EventName
  readonly counts: Counts
  /** What the last of them takes. */
  cost: Cost
  /** What all of them take: a memory that fills gives more examples to each. */
  total: Cost
}

/** Whether a batch is as large as batches of such a task come. */
export const isFull = (schedule: Schedule, { batch }: Counts, task: TaskLength): boolean =>
  batch === Math.min(schedule.batch * unitOf(task), task.train.count)

/** On how many tasks the learner is judged when it has learned `learned` tasks and `batches` batches of the next. */
export type Exams = (learned: number, batches: number) => number

/**
 * A way through the events of a run, from a state on: each form that an event takes is costed once. Nothing is trained; memories are
 * filled with blank examples.
 */
export const walk = (
  { program, between }: Setting,
  schedule: Schedule,
  exams: Exams,
  metered: ReturnType<typeof meter>,
  start: State<Buffer>,
) => {
  const { layouts } = metered.surroundings
  const derivatives = derivativeCounter(program, between.outputs)
  let state = start
  const known = new Map<string, Known>()
  /** The program of an event, of whatever form: its memories are the same. */
  const codes = new Map<string, CompiledEvent>()
  const shapesAt = (task: number): Shapes => shapesOf(layouts, state, task)

  const memoriesAfter = (code: CompiledEvent, task: number, counts: Counts): State<Buffer> => {
    const batches = blanks(counts, task)
    const host = hostValues(code.host, {
      key: key(0),
      task,
      batches,
      like: blank(0, task),
      memories: memoriesOf(state),
    })
    return Object.fromEntries(
      Object.entries(code.updates).flatMap(([slot, update]) =>
        update._tag === 'Memory'
          ? [[slot, { ...state[slot]!, value: host.memory(update.value, new Map()) } as State<Buffer>[string]] as const]
          : [],
      ),
    )
  }

  const step = async (name: EventName, task: number, counts: Counts): Promise<E.Either<Fault, Cost>> => {
    const form = { name, counts, shapes: shapesAt(task) }
    const id = formKey(form)
    let entry = known.get(id)
    if (entry === undefined) {
      const made = await metered.event(form, state)()
      if (E.isLeft(made)) return made
      if (made.right === undefined) return E.right(nothing)
      for (const old of known.keys()) if (old.startsWith(`${alikeKey(form)}|`)) known.delete(old)
      codes.set(alikeKey(form), made.right.code)
      entry = { ...made.right, runs: 0 }
    }
    const { code } = entry
    const derived = derivatives(name, counts, extentsOf(form.shapes, memoriesOf(state), task))
    const memories = memoriesAfter(code, task, counts)
    const grows = Object.values(code.updates).some(({ _tag }) => _tag === 'List')
    if (entry.runs < settled || grows) {
      const next = await metered.advance(code, state)()
      if (E.isLeft(next)) return next
      state = next.right.state
      const { least, most } = entry.cost.peak
      const peak = { least: Math.max(least, next.right.peak), most: Math.max(most, next.right.peak) }
      entry = { ...entry, runs: entry.runs + 1, cost: { ...entry.cost, peak } }
    }
    known.set(id, entry)
    state = { ...state, ...memories }
    return E.right({ ...entry.cost, ...derived })
  }

  /** What predictions take of derivatives, for the exams so far; the lists that they read are as long as the shapes say. */
  let predicting = nothing
  const examine = (learned: number, batches: number, at: Shapes): void => {
    if (program.handlers.predict === undefined) return
    for (let task = 0; task < exams(learned, batches); task += 1)
      predicting = after(predicting, {
        ...nothing,
        ...derivatives('predict', {}, extentsOf(at, memoriesOf(state), task)),
      })
  }

  /** What each event was like at its last full-sized time, for each task that was gone through. */
  const occurrences: Occurrence[] = []

  const through = async (task: number, length: TaskLength): Promise<E.Either<Fault, readonly Alike[]>> => {
    const alike = new Map<string, Alike>()
    const seen = new Map<EventName, Occurrence>()
    let batches = 0
    for (const one of taskSteps(length, schedule, program)) {
      const { name } = one
      const counts = countsOf(one)
      const id = alikeKey({ name, counts })
      if (name !== 'onBatch' || isFull(schedule, counts, length)) {
        const form = { name, counts, shapes: shapesAt(task) }
        seen.set(name, { task, form, memories: memoriesOf(state) })
      }
      const cost = await step(name, task, counts)
      if (E.isLeft(cost)) return cost
      const so = alike.get(id) ?? { name, counts, cost: nothing, total: nothing }
      alike.set(id, so)
      so.total = after(so.total, cost.right)
      so.cost = cost.right
      if (name === 'onBatch') examine(task, ++batches, shapesAt(task))
    }
    occurrences.push(...seen.values())
    return E.right([...alike.values()])
  }
  /** The memories go on as if the task were learned, with lists as long as the shapes say; what it takes is not found. */
  const passedOver = (task: number, length: TaskLength, at: Shapes): readonly Alike[] => {
    const alike = new Map<string, Alike>()
    let batches = 0
    for (const one of taskSteps(length, schedule, program)) {
      const { name } = one
      const counts = countsOf(one)
      const id = alikeKey({ name, counts })
      const code = codes.get(id)
      if (code !== undefined) state = { ...state, ...memoriesAfter(code, task, counts) }
      alike.set(id, { name, counts, cost: nothing, total: nothing })
      if (name === 'onBatch') examine(task, ++batches, at)
    }
    return [...alike.values()]
  }

  /** Goes on where lists are of these shapes, with the memories that there are. */
  const goOnFrom = (shapes: Shapes): void => {
    const memories = memoriesOf(state)
    releaseState(metered.device, state)
    const other = stateOf(metered.device, shapes, () => [])
    const filled = Object.entries(memories).map(([name, value]) => [name, { ...other[name]!, value }] as const)
    state = { ...other, ...(Object.fromEntries(filled) as State<Buffer>) }
  }

  return {
    shapesAt,
    through,
    passedOver,
    goOnFrom,
    examine,
    state: () => state,
    occurrences: () => occurrences,
    predicting: () => predicting,
  }
}
