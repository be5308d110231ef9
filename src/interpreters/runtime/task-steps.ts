import { type EpisodeLength, lengthOf } from '../../data/index.ts'
import type { EventName, MethodProgram } from '../../dsl/index.ts'
import { batchesAPass, batchesOf, type Schedule, type TaskLength, unitOf } from '../../streams/index.ts'

/** Examples of a task: those from number `from` to before `to`, as a pass shows them. */
export interface Range {
  readonly from: number
  readonly to: number
  /** Where they are those of episodes. */
  readonly episode?: EpisodeLength
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
 * of them as one batch. Only events that the method handles are there. The batches of a task are counted through. Of a task of episodes
 * it sees meta-batches, and no end.
 */
export const taskSteps = function* (
  task: TaskLength,
  schedule: Schedule,
  { handlers }: Pick<MethodProgram, 'handlers'>,
): Generator<TaskStep> {
  const { count } = task.train
  const episode = task.episodes?.train
  const unit = unitOf(task)
  const once = batchesAPass(task, schedule)
  const batches = batchesOf(task, schedule)
  if (handlers.onTaskStart !== undefined) yield { name: 'onTaskStart', batch: 0, pass: 0, batches: {} }
  for (let batch = 0; batch < batches; batch += 1) {
    const from = (batch % once) * schedule.batch * unit
    const to = Math.min(from + schedule.batch * unit, count)
    const pass = Math.floor(batch / once)
    if (episode === undefined) yield { name: 'onBatch', batch, pass, batches: { batch: { from, to } } }
    else yield { name: 'onEpisodes', batch, pass, batches: { episodes: { from, to, episode } } }
  }
  if (handlers.onTaskEnd !== undefined && episode === undefined)
    yield { name: 'onTaskEnd', batch: 0, pass: 0, batches: { data: { from: 0, to: count } } }
}

/** What an event comes with, in numbers: see `countsOfBatches`. */
export const countsOf = ({ batches }: Pick<TaskStep, 'batches'>): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(batches).flatMap(([name, { from, to, episode }]) =>
      episode === undefined
        ? [[name, to - from] as const]
        : [[name, (to - from) / lengthOf(episode)] as const, ...Object.entries(episode)],
    ),
  )
