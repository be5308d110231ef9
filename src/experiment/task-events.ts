import * as E from 'fp-ts/lib/Either.js'
import { identity, pipe } from 'fp-ts/lib/function.js'
import * as R from 'fp-ts/lib/Record.js'
import { type Examples, type HostBatch, readBatch, withHead } from '../data/index.ts'
import type { EventName, MethodProgram } from '../dsl/index.ts'
import type { Fault } from '../fault.ts'
import { type Range, taskSteps } from '../interpreters/runtime/index.ts'
import { passOf, type Schedule, type Task } from '../streams/index.ts'

/** An event of a task, its examples made when they are asked for; a `Left` where one can't be read. */
export interface TaskEvent {
  readonly name: EventName
  readonly batch: number
  /** The examples that it comes with, by the names of batches. */
  readonly batches: () => E.Either<Fault, Readonly<Record<string, HostBatch>>>
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
  const shows = (name: EventName): boolean => name === 'onBatch' || name === 'onEpisodes'
  let shown: { readonly pass: number; readonly examples: E.Either<Fault, Examples> } | undefined
  for (const { name, batch, pass, batches } of taskSteps(task, schedule, program)) {
    if (shows(name) && shown?.pass !== pass) shown = { pass, examples: passOf(task, seed, pass) }
    const of = shows(name) && shown !== undefined ? shown.examples : plain
    yield {
      name,
      batch,
      batches: () =>
        pipe(
          of,
          E.chain((examples) =>
            R.traverse(E.Applicative)(({ from, to, episode }: Range) =>
              pipe(
                readBatch(examples, range(from, to), task.index),
                E.map(
                  (batch): HostBatch => ({
                    ...batch,
                    sources: range(from, to).map((index) => ({
                      task: task.index,
                      pass: shows(name) ? pass : -1,
                      index,
                    })),
                    ...(episode === undefined ? {} : { episode }),
                  }),
                ),
              ),
            )(batches),
          ),
          E.map(R.map(heads === 'task' ? withHead(task.classes) : identity)),
        ),
    }
  }
}
