import * as E from 'fp-ts/lib/Either.js'
import { identity, pipe } from 'fp-ts/lib/function.js'
import type { EventName, MethodProgram } from '../dsl/index.ts'
import type { Fault } from '../fault.ts'
import { type HostBatch, readBatch, type Task, withHead } from '../streams/index.ts'

/** An event of a task, its examples made when they are asked for; a `Left` where one can't be read. */
export interface TaskEvent {
  readonly name: EventName
  readonly batch: number
  readonly examples: () => E.Either<Fault, HostBatch>
}

/** How many batches a task has; the last may be smaller. */
export const batchesOf = (task: Task, size: number): number => Math.ceil(task.train.count / size)

const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, i) => from + i)

/**
 * What a method sees of a task: its start; its training examples in their order, `size` at a time; its end, with all of them
 * as one batch. Only events that the method handles are there.
 */
export const taskEvents = function* (
  task: Task,
  size: number,
  { handlers }: MethodProgram,
  heads: 'single' | 'task' = 'single',
): Generator<TaskEvent> {
  const { train, index } = task
  const event = (name: EventName, batch: number, from: number, to: number): TaskEvent => ({
    name,
    batch,
    examples: () =>
      pipe(readBatch(train, range(from, to), index), E.map(heads === 'task' ? withHead(task.classes) : identity)),
  })
  if (handlers.onTaskStart !== undefined) yield event('onTaskStart', 0, 0, 0)
  for (let batch = 0; batch < batchesOf(task, size); batch += 1)
    yield event('onBatch', batch, batch * size, Math.min((batch + 1) * size, train.count))
  if (handlers.onTaskEnd !== undefined) yield event('onTaskEnd', 0, 0, train.count)
}
