import * as E from 'fp-ts/lib/Either.js'
import { identity, pipe } from 'fp-ts/lib/function.js'
import { type Examples, type HostBatch, readBatch, withHead } from '../data/index.ts'
import type { EventName, MethodProgram } from '../dsl/index.ts'
import type { Fault } from '../fault.ts'
import { taskSteps } from '../interpreters/runtime/index.ts'
import { passOf, type Schedule, type Task } from '../streams/index.ts'

/** An event of a task, its examples made when they are asked for; a `Left` where one can't be read. */
export interface TaskEvent {
  readonly name: EventName
  readonly batch: number
  readonly examples: () => E.Either<Fault, HostBatch>
}

const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, i) => from + i)

/**
 * What a method sees of a task, step by step (see `taskSteps`), with the examples of each: those of its start and end are not
 * augmented. Batches of all passes have numbers of their own, so that each has draws of its own.
 */
export const taskEvents = function* (
  task: Task,
  { seed, ...schedule }: Schedule & { readonly seed: number },
  program: MethodProgram,
  heads: 'single' | 'task' = 'single',
): Generator<TaskEvent> {
  const plain = E.right(task.train)
  let shown: { readonly pass: number; readonly examples: E.Either<Fault, Examples> } | undefined
  for (const { name, batch, pass, from, to } of taskSteps(task, schedule, program)) {
    if (name === 'onBatch' && shown?.pass !== pass) shown = { pass, examples: passOf(task, seed, pass) }
    const of = name === 'onBatch' && shown !== undefined ? shown.examples : plain
    yield {
      name,
      batch,
      examples: () =>
        pipe(
          of,
          E.chain((examples) => readBatch(examples, range(from, to), task.index)),
          E.map(heads === 'task' ? withHead(task.classes) : identity),
        ),
    }
  }
}
