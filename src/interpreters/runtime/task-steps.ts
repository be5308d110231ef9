import * as R from 'fp-ts/lib/Record.js'
import type { EventName, MethodProgram } from '../../dsl/index.ts'
import { batchesAPass, batchesOf, type Schedule, type TaskLength } from '../../streams/index.ts'

/** Examples of a task: those from number `from` to before `to`, as a pass shows them. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** An event of a task, and which of its examples each batch is of that it comes with. */
export interface TaskStep {
  readonly name: EventName
  readonly batch: number
  readonly pass: number
  readonly batches: Readonly<Record<string, Range>>
}

/**
 * What a method sees of a task: its start; its training examples as the schedule has it, pass after pass; its end, with all
 * of them as one batch. Only events that the method handles are there. The batches of a task are counted through.
 */
export const taskSteps = function* (
  task: TaskLength,
  schedule: Schedule,
  { handlers }: Pick<MethodProgram, 'handlers'>,
): Generator<TaskStep> {
  const { count } = task.train
  const once = batchesAPass(task, schedule)
  const batches = batchesOf(task, schedule)
  if (handlers.onTaskStart !== undefined) yield { name: 'onTaskStart', batch: 0, pass: 0, batches: {} }
  for (let batch = 0; batch < batches; batch += 1) {
    const from = (batch % once) * schedule.batch
    const to = Math.min(from + schedule.batch, count)
    yield { name: 'onBatch', batch, pass: Math.floor(batch / once), batches: { batch: { from, to } } }
  }
  if (handlers.onTaskEnd !== undefined)
    yield { name: 'onTaskEnd', batch: 0, pass: 0, batches: { data: { from: 0, to: count } } }
}

/** How many examples each batch of an event has. */
export const countsOf = ({ batches }: Pick<TaskStep, 'batches'>): Readonly<Record<string, number>> =>
  R.map(({ from, to }: Range) => to - from)(batches)
