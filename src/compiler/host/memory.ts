import type { HostBatch } from '../../data/index.ts'
import { integers, type Key, sampleWithoutReplacement } from '../../random/index.ts'
import { enterBalanced, type Seen } from './class-balanced.ts'
import { type Example, type Row, remembered } from './example.ts'
import { examplesAmong, examplesOf, type HostRows } from './host-rows.ts'

/** A reservoir (one uniform sample of all that was seen, or the latest of it) or a ring (the last examples of each task), as an immutable value. */
export type MemoryValue =
  | {
      readonly _tag: 'Reservoir'
      readonly capacity: number
      readonly inclusive: boolean
      /** Whether every example is let in, in place of the oldest: a sliding window. */
      readonly latest?: boolean
      readonly seen: number
      readonly slots: readonly Example[]
      /** Of each class that was seen, where classes are held in equal numbers. */
      readonly classes?: readonly Seen[]
      /** Whether it holds what has the largest scores, and how many of a class at most. */
      readonly scored?: boolean
      readonly perClass?: number
    }
  | {
      readonly _tag: 'Ring'
      readonly capacity: number
      readonly tasks: readonly { readonly task: number; readonly seen: number; readonly slots: readonly Example[] }[]
    }

export const emptyReservoir = (
  capacity: number,
  inclusive: boolean,
  {
    latest = false,
    balanced = false,
    scored = false,
    perClass,
  }: {
    readonly latest?: boolean | undefined
    readonly balanced?: boolean | undefined
    readonly scored?: boolean | undefined
    readonly perClass?: number | undefined
  } = {},
): MemoryValue => ({
  _tag: 'Reservoir',
  capacity,
  inclusive,
  ...(latest ? { latest } : {}),
  seen: 0,
  slots: [],
  ...(balanced ? { classes: [] } : {}),
  ...(scored ? { scored } : {}),
  ...(perClass === undefined ? {} : { perClass }),
})

export const emptyRing = (capacity: number): MemoryValue => ({ _tag: 'Ring', capacity, tasks: [] })

/** A memory after seeing a batch, and which rows of the batch its places hold, by their numbers; the others hold what they did. */
export interface Entered {
  readonly memory: MemoryValue
  readonly from: ReadonlyMap<number, number>
}

/** The memory after seeing a batch; the key decides which examples a full reservoir lets in, and where. */
export const entered = (memory: MemoryValue, rows: HostRows, key: Key): Entered => {
  const examples = examplesAmong(rows)
  if (memory._tag === 'Ring') return { memory: keptOfTask(memory, rows.task, examples), from: new Map() }
  const from = new Map<number, number>()
  const slots = [...memory.slots]
  const seen = memory.seen + examples.length
  const put = (place: number, example: Row): void => {
    slots[place] = remembered(example.is)
    from.set(place, example.row)
  }
  if (memory.classes !== undefined) {
    const classes = enterBalanced(memory.classes, slots, memory.capacity, examples, put, key)
    return { memory: { ...memory, seen, slots, classes }, from }
  }
  if (memory.capacity === 0) return { memory: { ...memory, seen }, from }
  if (memory.latest === true) {
    examples.forEach((example, i) => {
      put((memory.seen + i) % memory.capacity, example)
    })
    return { memory: { ...memory, seen, slots }, from }
  }
  // Algorithm R: the n-th example takes slot j, uniform on 0 … n − 1 (n when inclusive), if j is a slot.
  const draws = integers(key, examples.length, 2 ** 31)
  examples.forEach((example, i) => {
    const n = memory.seen + i + 1
    if (slots.length < memory.capacity) put(slots.length, example)
    else {
      const j = Math.floor((draws[i]! / 2 ** 31) * (memory.inclusive ? n + 1 : n))
      if (j < memory.capacity) put(j, example)
    }
  })
  return { memory: { ...memory, seen, slots }, from }
}

/** A ring after seeing examples of a task. */
const keptOfTask = (
  memory: Extract<MemoryValue, { readonly _tag: 'Ring' }>,
  task: number,
  examples: readonly Row[],
) => {
  const own = memory.tasks.find((t) => t.task === task) ?? { task, seen: 0, slots: [] }
  const slots = [...own.slots]
  examples.forEach((example, i) => {
    slots[(own.seen + i) % memory.capacity] = remembered(example.is)
  })
  const grown = { task, seen: own.seen + examples.length, slots: memory.capacity === 0 ? [] : slots }
  return {
    ...memory,
    tasks: [...memory.tasks.filter((t) => t.task !== task), grown].sort((a, b) => a.task - b.task),
  }
}

/** The examples that a draw may give: all of a reservoir; of a ring those of tasks before the current one. */
export const readable = (memory: MemoryValue, task: number): readonly Example[] =>
  memory._tag === 'Reservoir' ? memory.slots : memory.tasks.filter((t) => t.task < task).flatMap((t) => t.slots)

/** How many examples there is room for to be read. */
export const room = (memory: MemoryValue, task: number): number =>
  memory.capacity * (memory._tag === 'Reservoir' ? 1 : pastTasks(memory, task).length)

/** What past tasks left in a ring, oldest first. */
export const pastTasks = (memory: MemoryValue, task: number): readonly (readonly Example[])[] =>
  memory._tag === 'Reservoir' ? [] : memory.tasks.filter((t) => t.task < task).map((t) => t.slots)

/** How many examples are held. */
export const held = (memory: MemoryValue): number =>
  memory._tag === 'Reservoir' ? memory.slots.length : memory.tasks.reduce((n, t) => n + t.slots.length, 0)

/** The places of `count` examples drawn uniformly of so many that are held. */
export const drawn = (held: number, count: number, replacement: boolean, key: Key): readonly number[] =>
  Array.from(replacement ? integers(key, count, held) : sampleWithoutReplacement(key, count, held))

/** A memory that is as full, each of its examples replaced by the first of a batch. */
export const refilled = (memory: MemoryValue, batch: HostBatch): MemoryValue => {
  const [first] = examplesOf(batch)
  if (first === undefined) return memory
  const all = (slots: readonly Example[]): readonly Example[] => slots.map(() => first)
  return memory._tag === 'Reservoir'
    ? { ...memory, slots: all(memory.slots) }
    : { ...memory, tasks: memory.tasks.map((one) => ({ ...one, slots: all(one.slots) })) }
}
