import type { MemoryValue } from '../compiler/index.ts'

/** An example in a memory. */
export interface Remembered {
  readonly input: ArrayLike<number>
  /** One-hot, or the numbers to predict. */
  readonly target: ArrayLike<number>
  readonly task: number
}

/** What a memory keeps, place after place; of a ring task after task. */
export const rememberedIn = (memory: MemoryValue): readonly Remembered[] =>
  (memory._tag === 'Ring' ? memory.tasks.flatMap(({ slots }) => slots) : memory.slots).map(
    ({ input, target, task }) => ({ input, target, task }),
  )
