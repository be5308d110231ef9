import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { slotOf, tensorShapes } from '../../compiler/index.ts'
import type { EventName } from '../../dsl/index.ts'
import type { Fault } from '../../fault.ts'
import { sizeOf } from '../../ir/index.ts'
import { sizeOfLayout } from '../../networks/index.ts'
import { batchesOf, type Schedule, type TaskLength } from '../../streams/index.ts'
import { remembered, type Setting, session } from '../runtime/index.ts'
import { after, type Cost, nothing } from './cost.ts'
import { continuedCost, peakBetween, sameWork } from './growth.ts'
import { meter } from './meter.ts'
import { bytesOfState, type Shapes } from './outline.ts'
import { type Alike, type Exams, isFull, type Occurrence, walk } from './walk.ts'

/** The length of a stream: how many training examples each task has, or its length where there is more to say, and how they are learned. */
export interface StreamLength {
  readonly tasks: readonly (number | TaskLength)[]
  readonly schedule: Schedule
}

const lengthOfTask = (task: number | TaskLength): TaskLength => {
  if (typeof task === 'number') return { train: { count: task } }
  const { train, episodes, unit } = task
  return {
    train: { count: train.count },
    ...(episodes === undefined ? {} : { episodes: { train: episodes.train } }),
    ...(unit === undefined ? {} : { unit }),
  }
}

/** What one task takes. Where the method does nothing at an event, there is none. */
export interface TaskCost {
  readonly batches: number
  readonly start?: Cost
  /** A batch of full size, or a meta-batch; the last of them where they differ. */
  readonly batch: Cost
  readonly end?: Cost
  /** Of events that are none of these. */
  readonly others?: { readonly [E in EventName]?: Cost }
  readonly total: Cost
  /** When the task has been learned: bytes of the state's numbers, examples in its memories and their bytes. */
  readonly stateBytes: number
  readonly remembered: number
  readonly rememberedBytes: number
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

/** What each task says of itself by name. */
const named: readonly EventName[] = ['onTaskStart', 'onBatch', 'onTaskEnd', 'onEpisodes']

/** So many tasks are gone through before others, up to the last, are taken to continue them. */
const gone = 5

export interface CourseOptions {
  /** How many examples are predicted at once. */
  readonly judged?: number
  /** Where a method takes gradients to predict, they count. */
  readonly exams?: Exams
  /** Whether every task is gone through, however many there are. */
  readonly everyTask?: boolean
  /** Told when a task is done. */
  readonly onTask?: (task: number) => void
}

/**
 * What all events of a run take. What grows with tasks is costed in the first few and in the last; in between it is the quadratic through
 * the first ones, if that meets the last one exactly, and else every task is gone through; bytes in use go straight from one to the
 * other.
 */
export const courseOf =
  (setting: Setting, length: StreamLength, options: CourseOptions = {}): TE.TaskEither<Fault, CourseCost> =>
  async () => {
    const { judged = 1000, exams = () => 0, everyTask = false, onTask = () => {} } = options
    const { between } = setting
    const metered = meter(setting)
    const { layouts, layout } = metered.surroundings
    const start = await session({ ...setting, device: metered.device }).initial(0)()
    if (E.isLeft(start)) return start
    const way = walk(setting, length.schedule, exams, metered, start.right)
    const lengths = length.tasks.map(lengthOfTask)
    const exampleBytes = 4 * (sizeOf(between.inputShape) + (between.heads === 'task' ? 2 : 1) * between.outputs)

    const tasks: TaskCost[] = []
    const events: (readonly Alike[])[] = []
    const shapes: Shapes[] = []
    const last = lengths.length - 1
    const alikeTasks = new Set(lengths.map((one) => JSON.stringify(one))).size <= 1
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
    way.examine(0, 0, way.shapesAt(0))
    for (const [task, own] of lengths.entries()) {
      if (task === gone) jumped = jumps()
      if (jumped && task < last) {
        events.push(way.passedOver(task, own, shapes[task - 1]!))
        shapes.push(longer(shapes[gone - 1]!, task - gone + 1))
      } else {
        if (jumped) way.goOnFrom(shapes[task - 1]!)
        const done = await way.through(task, own)
        if (E.isLeft(done)) return done
        events.push(done.right)
        shapes.push(way.shapesAt(task + 1))
      }
      way.examine(task + 1, 0, shapes[task]!)
      const held = remembered(way.state())
      tasks.push({
        batches: batchesOf(own, length.schedule),
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
          (one) => one.name === name && (name !== 'onBatch' || isFull(length.schedule, one.counts, lengths[number]!)),
        )?.cost
      const [begin, end] = [of('onTaskStart'), of('onTaskEnd')]
      const others = events[number]!.flatMap(({ name, cost }) => (named.includes(name) ? [] : [[name, cost] as const]))
      return {
        ...task,
        ...(begin === undefined ? {} : { start: begin }),
        batch: of('onBatch') ?? of('onEpisodes') ?? nothing,
        ...(end === undefined ? {} : { end }),
        ...(others.length === 0 ? {} : { others: Object.fromEntries(others) }),
        total: events[number]!.map((one) => one.total).reduce(after, nothing),
      }
    })

    const predicted = await metered.prediction(judged, way.state())()
    if (E.isLeft(predicted)) return predicted
    return E.right({
      parameters: sizeOfLayout(layout),
      tasks: costed,
      total: costed.map((one) => one.total).reduce(after, way.predicting()),
      occurrences: way.occurrences(),
      prediction: { examples: judged, ...predicted.right },
    })
  }
