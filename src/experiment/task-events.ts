import * as E from 'fp-ts/lib/Either.js'
import { identity, pipe } from 'fp-ts/lib/function.js'
import type { EventName, MethodProgram } from '../dsl/index.ts'
import type { Fault } from '../fault.ts'
import {
  batchesAPass,
  batchesOf,
  type Examples,
  type HostBatch,
  passOf,
  readBatch,
  type Schedule,
  type Task,
  withHead,
} from '../streams/index.ts'

/** An event of a task, its examples made when they are asked for; a `Left` where one can't be read. */
export interface TaskEvent {
  readonly name: EventName
  readonly batch: number
  readonly examples: () => E.Either<Fault, HostBatch>
}

const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, i) => from + i)

/**
 * What a method sees of a task: its start; its training examples as the schedule has it, pass after pass; its end, with all
 * of them as one batch, not augmented. Only events that the method handles are there. The batches of a task are counted through, so that each has
 * draws of its own.
 */
export const taskEvents = function* (
  task: Task,
  { seed, ...schedule }: Schedule & { readonly seed: number },
  { handlers }: MethodProgram,
  heads: 'single' | 'task' = 'single',
): Generator<TaskEvent> {
  const { index } = task
  const train = E.right(task.train)
  const { batch: size } = schedule
  const event = (
    name: EventName,
    batch: number,
    of: E.Either<Fault, Examples>,
    from: number,
    to: number,
  ): TaskEvent => ({
    name,
    batch,
    examples: () =>
      pipe(
        of,
        E.chain((shown) => readBatch(shown, range(from, to), index)),
        E.map(heads === 'task' ? withHead(task.classes) : identity),
      ),
  })
  const batches = batchesOf(task, schedule)
  const once = batchesAPass(task, schedule)
  if (handlers.onTaskStart !== undefined) yield event('onTaskStart', 0, train, 0, 0)
  for (let batch = 0, shown: E.Either<Fault, Examples> = train; batch < batches; batch += 1) {
    const at = batch % once
    if (at === 0) shown = passOf(task, seed, batch / once)
    yield event('onBatch', batch, shown, at * size, Math.min((at + 1) * size, task.train.count))
  }
  if (handlers.onTaskEnd !== undefined) yield event('onTaskEnd', 0, train, 0, task.train.count)
}
