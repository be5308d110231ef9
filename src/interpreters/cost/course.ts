import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { type CompiledEvent, hostValues, type MemoryValue, slotOf, tensorShapes } from '../../compiler/index.ts'
import type { HostBatch } from '../../data/index.ts'
import type { EventName } from '../../dsl/index.ts'
import type { Fault } from '../../fault.ts'
import { sizeOf } from '../../ir/index.ts'
import { sizeOfLayout } from '../../networks/index.ts'
import { key } from '../../random/index.ts'
import { batchesOf, type Schedule } from '../../streams/index.ts'
import type { Buffer } from '../devices/index.ts'
import {
  type EventForm,
  formKey,
  memoriesOf,
  releaseState,
  remembered,
  type Setting,
  type State,
  session,
  shapesOf,
  taskSteps,
} from '../runtime/index.ts'
import { after, type Cost, nothing } from './cost.ts'
import { extentsOf } from './extents.ts'
import { derivativeCounter } from './gradient-counter.ts'
import { continuedCost, peakBetween, sameWork } from './growth.ts'
import { type Metered, meter } from './meter.ts'
import { bytesOfState, type Shapes, stateOf } from './outline.ts'

/** The length of a stream: how many training examples each task has, and how they are learned. */
export interface StreamLength {
  readonly tasks: readonly number[]
  readonly schedule: Schedule
}

/** What one task takes. Where the method does nothing at an event, there is none. */
export interface TaskCost {
  readonly batches: number
  readonly start?: Cost
  /** A batch of full size; the last of them where they differ. */
  readonly batch: Cost
  readonly end?: Cost
  readonly total: Cost
  /** When the task has been learned: bytes of the state's numbers, examples in its memories and their bytes. */
  readonly stateBytes: number
  readonly remembered: number
  readonly rememberedBytes: number
}

/** What an event was like the last time that it came. */
export interface Occurrence {
  readonly task: number
  readonly form: EventForm<EventName>
  readonly memories: Readonly<Record<string, MemoryValue>>
}

/** What a run takes, told from the programs of its events. */
export interface CourseCost {
  readonly parameters: number
  readonly tasks: readonly TaskCost[]
  /** Of all tasks; derivatives that predictions take are counted here only. */
  readonly total: Cost
  /** What each event that the method handles was like at its last full-sized time, for each task that was gone through. */
  readonly occurrences: readonly Occurrence[]
  /** A prediction on one chunk of examples, with the last state in use. */
  readonly prediction: { readonly examples: number; readonly flops: number; readonly peak: number }
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

/** A task of so many examples. */
const sized = (count: number) => ({ train: { count } })

// Slots may share a buffer until they are first updated, so bytes in use can still grow when counts no longer do.
const settled = 3

interface Known extends Metered {
  readonly runs: number
}

/** Events of a task that have one name and number of examples. */
interface Alike {
  readonly name: EventName
  readonly count: number
  /** What the last of them takes. */
  cost: Cost
  /** What all of them take: a memory that fills gives more examples to each. */
  total: Cost
}

/** So many tasks are gone through before others, up to the last, are taken to continue them. */
const gone = 5

export interface CourseOptions {
  /** How many examples are predicted at once. */
  readonly judged?: number
  /**
   * On how many tasks the learner is judged when it has learned `learned` tasks and `batches` batches of the next, 0 or more: where a
   * method takes gradients to predict, they count.
   */
  readonly exams?: (learned: number, batches: number) => number
  /** Whether every task is gone through, however many there are. */
  readonly everyTask?: boolean
  /** Told when a task is done. */
  readonly onTask?: (task: number) => void
}

/**
 * Goes through all events of a run: each form that an event takes is costed once. Nothing is trained; memories are filled with blank
 * examples. What grows with tasks is costed in the first few and in the last; in between it is the quadratic through
 * the first ones, if that meets the last one exactly, and else every task is gone through; bytes in use go straight from one to the
 * other.
 */
export const courseOf =
  (setting: Setting, length: StreamLength, options: CourseOptions = {}): TE.TaskEither<Fault, CourseCost> =>
  async () => {
    const { judged = 1000, exams = () => 0, everyTask = false, onTask = () => {} } = options
    const { program, between } = setting
    const metered = meter(setting)
    const { layouts, layout } = metered.surroundings
    const start = await session({ ...setting, device: metered.device }).initial(0)()
    if (E.isLeft(start)) return start
    let state: State<Buffer> = start.right
    const derivatives = derivativeCounter(program, between.outputs)
    const known = new Map<string, Known>()
    /** The program of an event, of whatever form: its memories are the same. */
    const codes = new Map<string, CompiledEvent>()
    const exampleBytes = 4 * (sizeOf(between.inputShape) + (between.heads === 'task' ? 2 : 1) * between.outputs)

    const memoriesAfter = (code: CompiledEvent, task: number, count: number): State<Buffer> => {
      const host = hostValues(code.host, { key: key(0), task, batch: blank(count, task), memories: memoriesOf(state) })
      return Object.fromEntries(
        Object.entries(code.updates).flatMap(([slot, update]) =>
          update._tag === 'Memory'
            ? [[slot, { _tag: 'Memory', value: host.memory(update.value, new Map()) }] as const]
            : [],
        ),
      )
    }

    const step = async (name: EventName, task: number, count: number): Promise<E.Either<Fault, Cost>> => {
      const form = { name, count, shapes: shapesOf(layouts, state, task) }
      const id = formKey(form)
      let entry = known.get(id)
      if (entry === undefined) {
        const made = await metered.event(form, state)()
        if (E.isLeft(made)) return made
        if (made.right === undefined) return E.right(nothing)
        for (const old of known.keys()) if (old.startsWith(`${name}|${count}|`)) known.delete(old)
        codes.set(`${name}|${count}`, made.right.code)
        entry = { ...made.right, runs: 0 }
      }
      const { code } = entry
      const derived = derivatives(name, count, extentsOf(form.shapes, memoriesOf(state), task))
      const memories = memoriesAfter(code, task, count)
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
          ...derivatives('predict', 0, extentsOf(at, memoriesOf(state), task)),
        })
    }

    const occurrences: Occurrence[] = []
    const through = async (task: number, examples: number): Promise<E.Either<Fault, readonly Alike[]>> => {
      const alike = new Map<string, Alike>()
      const seen = new Map<EventName, Occurrence>()
      let batches = 0
      for (const { name, from, to } of taskSteps(sized(examples), length.schedule, program)) {
        const count = to - from
        if (name !== 'onBatch' || isFull(count, examples)) {
          const form = { name, count, shapes: shapesOf(layouts, state, task) }
          seen.set(name, { task, form, memories: memoriesOf(state) })
        }
        const cost = await step(name, task, count)
        if (E.isLeft(cost)) return cost
        const so = alike.get(`${name}|${count}`) ?? { name, count, cost: nothing, total: nothing }
        alike.set(`${name}|${count}`, so)
        so.total = after(so.total, cost.right)
        so.cost = cost.right
        if (name === 'onBatch') examine(task, ++batches, shapesOf(layouts, state, task))
      }
      occurrences.push(...seen.values())
      return E.right([...alike.values()])
    }
    const isFull = (count: number, examples: number): boolean => count === Math.min(length.schedule.batch, examples)

    /** The memories go on as if the task were learned; what it takes is found when the last one is known. */
    const passedOver = (task: number, examples: number): readonly Alike[] => {
      const alike = new Map<string, Alike>()
      let batches = 0
      for (const { name, from, to } of taskSteps(sized(examples), length.schedule, program)) {
        const id = `${name}|${to - from}`
        const code = codes.get(id)
        if (code !== undefined) state = { ...state, ...memoriesAfter(code, task, to - from) }
        alike.set(id, { name, count: to - from, cost: nothing, total: nothing })
        if (name === 'onBatch') examine(task, ++batches, shapes[task - 1]!)
      }
      return [...alike.values()]
    }

    const tasks: TaskCost[] = []
    const events: (readonly Alike[])[] = []
    const shapes: Shapes[] = []
    const last = length.tasks.length - 1
    const alikeTasks = new Set(length.tasks).size <= 1
    /** What the lists would hold at a task if they went on growing as they did. */
    const longer = (at: Shapes, by: number): Shapes =>
      Object.fromEntries(
        Object.entries(at).map(([name, slot]) => {
          const before = shapes[gone - 2]![name]
          return [
            name,
            slot._tag === 'List' && before?._tag === 'List'
              ? slotOf(
                  slot.kind,
                  tensorShapes(layouts),
                  slot.elements.length + by * (slot.elements.length - before.elements.length),
                )
              : slot,
          ]
        }),
      )
    const jumps = (): boolean =>
      !everyTask &&
      alikeTasks &&
      last > gone + 1 &&
      JSON.stringify(shapes[gone - 1]) !== JSON.stringify(shapes[gone - 2])

    let jumped = false
    examine(0, 0, shapesOf(layouts, state, 0))
    for (const [task, examples] of length.tasks.entries()) {
      if (task === gone) jumped = jumps()
      if (jumped && task < last) {
        events.push(passedOver(task, examples))
        shapes.push(longer(shapes[gone - 1]!, task - gone + 1))
      } else {
        if (jumped) {
          const memories = Object.fromEntries(Object.entries(state).filter(([, slot]) => slot._tag === 'Memory'))
          releaseState(metered.device, state)
          state = { ...stateOf(metered.device, shapes[task - 1]!, () => []), ...memories }
        }
        const done = await through(task, examples)
        if (E.isLeft(done)) return done
        events.push(done.right)
        shapes.push(shapesOf(layouts, state, task + 1))
      }
      examine(task + 1, 0, shapes[task]!)
      const held = remembered(state)
      tasks.push({
        batches: batchesOf(sized(examples), length.schedule),
        batch: nothing,
        total: nothing,
        stateBytes: bytesOfState(shapes[task]!),
        remembered: held,
        rememberedBytes: held * exampleBytes,
      })
      onTask(task)
    }

    if (jumped)
      for (const of of ['cost', 'total'] as const)
        for (const [id] of events[last]!.entries()) {
          const at = (task: number): Cost => events[task]![id]![of]
          const first: readonly [Cost, Cost, Cost] = [at(gone - 3), at(gone - 2), at(gone - 1)]
          if (!sameWork(continuedCost(first, gone - 3, last), at(last)))
            return courseOf(setting, length, { ...options, everyTask: true })()
          for (let task = gone; task < last; task += 1)
            events[task]![id]![of] = {
              ...continuedCost(first, gone - 3, task),
              peak: peakBetween(first[2], at(last), (task - gone + 1) / (last - gone + 1)),
            }
        }
    const costed = tasks.map((task, number): TaskCost => {
      const of = (name: EventName): Cost | undefined =>
        events[number]!.find(
          (one) => one.name === name && (name !== 'onBatch' || isFull(one.count, length.tasks[number]!)),
        )?.cost
      const [begin, end] = [of('onTaskStart'), of('onTaskEnd')]
      return {
        ...task,
        ...(begin === undefined ? {} : { start: begin }),
        batch: of('onBatch') ?? nothing,
        ...(end === undefined ? {} : { end }),
        total: events[number]!.map((one) => one.total).reduce(after, nothing),
      }
    })

    const predicted = await metered.prediction(judged, state)()
    if (E.isLeft(predicted)) return predicted
    return E.right({
      parameters: sizeOfLayout(layout),
      tasks: costed,
      total: costed.map((one) => one.total).reduce(after, predicting),
      occurrences,
      prediction: { examples: judged, ...predicted.right },
    })
  }
