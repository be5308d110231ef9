import type { HostBatch } from '../../data/index.ts'
import { integers, type Key, sampleWithoutReplacement } from '../../random/index.ts'

/** One remembered example. */
export interface Example {
  readonly input: Float32Array
  readonly target: Float32Array
  readonly task: number
  /** The outputs that its head has; all of them where it isn't there. */
  readonly heads?: Float32Array
}

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
    }
  | {
      readonly _tag: 'Ring'
      readonly capacity: number
      readonly tasks: readonly { readonly task: number; readonly seen: number; readonly slots: readonly Example[] }[]
    }

export const emptyReservoir = (capacity: number, inclusive: boolean, latest = false): MemoryValue => ({
  _tag: 'Reservoir',
  capacity,
  inclusive,
  ...(latest ? { latest } : {}),
  seen: 0,
  slots: [],
})

export const emptyRing = (capacity: number): MemoryValue => ({ _tag: 'Ring', capacity, tasks: [] })

/** The examples of a batch that count. */
export const examplesOf = (batch: HostBatch): readonly Example[] => {
  const size = batch.inputs.length / batch.count
  return Array.from({ length: batch.count }, (_, row) => row)
    .filter((row) => batch.weights[row] !== 0)
    .map((row) => ({
      input: batch.inputs.subarray(row * size, (row + 1) * size),
      target: batch.targets.subarray(row * batch.classes, (row + 1) * batch.classes),
      task: batch.task,
      ...(batch.heads === undefined
        ? {}
        : { heads: batch.heads.subarray(row * batch.classes, (row + 1) * batch.classes) }),
    }))
}

/** The memory after seeing a batch; the key decides which examples a full reservoir lets in, and where. */
export const pushed = (memory: MemoryValue, batch: HostBatch, key: Key): MemoryValue => {
  const examples = examplesOf(batch)
  if (memory._tag === 'Ring') {
    const own = memory.tasks.find((t) => t.task === batch.task) ?? { task: batch.task, seen: 0, slots: [] }
    const slots = [...own.slots]
    examples.forEach((example, i) => {
      slots[(own.seen + i) % memory.capacity] = example
    })
    const grown = { task: batch.task, seen: own.seen + examples.length, slots: memory.capacity === 0 ? [] : slots }
    return {
      ...memory,
      tasks: [...memory.tasks.filter((t) => t.task !== batch.task), grown].sort((a, b) => a.task - b.task),
    }
  }
  if (memory.capacity === 0) return { ...memory, seen: memory.seen + examples.length }
  const slots = [...memory.slots]
  if (memory.latest === true) {
    examples.forEach((example, i) => {
      slots[(memory.seen + i) % memory.capacity] = example
    })
    return { ...memory, seen: memory.seen + examples.length, slots }
  }
  // Algorithm R: the n-th example takes slot j, uniform on 0 … n − 1 (n when inclusive), if j is a slot.
  const draws = integers(key, examples.length, 2 ** 31)
  examples.forEach((example, i) => {
    const n = memory.seen + i + 1
    if (slots.length < memory.capacity) slots.push(example)
    else {
      const j = Math.floor((draws[i]! / 2 ** 31) * (memory.inclusive ? n + 1 : n))
      if (j < memory.capacity) slots[j] = example
    }
  })
  return { ...memory, seen: memory.seen + examples.length, slots }
}

/** The examples that a draw may give: all of a reservoir; of a ring those of tasks before the current one. */
export const readable = (memory: MemoryValue, task: number): readonly Example[] =>
  memory._tag === 'Reservoir' ? memory.slots : memory.tasks.filter((t) => t.task < task).flatMap((t) => t.slots)

/** What past tasks left in a ring, oldest first. */
export const pastTasks = (memory: MemoryValue, task: number): readonly (readonly Example[])[] =>
  memory._tag === 'Reservoir' ? [] : memory.tasks.filter((t) => t.task < task).map((t) => t.slots)

/** How many examples are held. */
export const held = (memory: MemoryValue): number =>
  memory._tag === 'Reservoir' ? memory.slots.length : memory.tasks.reduce((n, t) => n + t.slots.length, 0)

/** Examples as a batch of `count`; missing ones are zeros of weight 0. */
export const batchOfExamples = (
  examples: readonly Example[],
  count: number,
  like: Pick<HostBatch, 'inputShape' | 'classes' | 'task'>,
): HostBatch => {
  const size = like.inputShape.reduce((a, b) => a * b, 1)
  const inputs = new Float32Array(count * size)
  const targets = new Float32Array(count * like.classes)
  const weights = new Float32Array(count)
  const heads = examples.some((example) => example.heads !== undefined)
    ? new Float32Array(count * like.classes).fill(1)
    : undefined
  examples.forEach((example, row) => {
    inputs.set(example.input, row * size)
    targets.set(example.target, row * like.classes)
    weights[row] = 1
    if (example.heads !== undefined) heads?.set(example.heads, row * like.classes)
  })
  return {
    count,
    inputs,
    inputShape: like.inputShape,
    targets,
    weights,
    classes: like.classes,
    task: like.task,
    ...(heads === undefined ? {} : { heads }),
  }
}

/** `count` examples drawn uniformly. */
export const drawn = (
  examples: readonly Example[],
  count: number,
  replacement: boolean,
  key: Key,
): readonly Example[] =>
  Array.from(
    replacement ? integers(key, count, examples.length) : sampleWithoutReplacement(key, count, examples.length),
    (i) => examples[i]!,
  )

/** A memory that is as full, each of its examples replaced by the first of a batch. */
export const refilled = (memory: MemoryValue, batch: HostBatch): MemoryValue => {
  const [example] = examplesOf(batch)
  if (example === undefined) return memory
  const all = (slots: readonly Example[]): readonly Example[] => slots.map(() => example)
  return memory._tag === 'Reservoir'
    ? { ...memory, slots: all(memory.slots) }
    : { ...memory, tasks: memory.tasks.map((one) => ({ ...one, slots: all(one.slots) })) }
}
