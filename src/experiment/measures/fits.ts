import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type HostBatch, inputSize, readBatch } from '../../data/index.ts'
import type { Fault } from '../../fault.ts'
import type { Session, State } from '../../interpreters/runtime/index.ts'
import type { Stream, Task } from '../../streams/index.ts'
import { adaptingSteps } from '../protocol/episodes.ts'

/** Points of a line, each with a number. */
type Points = readonly (readonly [x: number, y: number])[]

/** An episode of numbers on a line: what was adapted to, what is right, and what is said after so many steps, from left to right. */
export interface Fit {
  readonly support: Points
  readonly right: Points
  readonly said: readonly { readonly steps: number; readonly at: Points }[]
}

/** Of so many episodes are fits kept. */
const episodesShown = 2

const range = (from: number, count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => from + i)

const pointsOf = (inputs: ArrayLike<number>, values: ArrayLike<number>): Points =>
  Array.from(inputs, (x, i): readonly [number, number] => [x, values[i]!]).sort(([a], [b]) => a - b)

const read = (
  task: Task,
  episode: number,
): E.Either<Fault, { readonly support: HostBatch; readonly query: HostBatch }> => {
  const { support, query } = task.episodes!.test
  const from = episode * (support + query)
  return pipe(
    E.Do,
    E.bind('support', () => readBatch(task.test, range(from, support), task.index)),
    E.bind('query', () => readBatch(task.test, range(from + support, query), task.index)),
  )
}

/** What a learner says of the first episodes of a stretch, before adapting to each and after. Nothing, where there is no line to draw. */
export const fitsOf =
  <Buffer>(session: Session<Buffer>) =>
  ({ seed }: Stream, task: Task, state: State<Buffer>): TE.TaskEither<Fault, readonly Fit[] | undefined> => {
    if (task.episodes === undefined || inputSize(task.test) !== 1 || task.test.classes !== 1) return TE.right(undefined)
    const said = (episode: number, support: HostBatch, { inputs, count }: HostBatch, steps: number) =>
      TE.bracket(
        session.adapt(seed, state, { task: task.index, episode, batch: 0, support, steps }),
        (copy) =>
          pipe(
            session.predictor(seed, copy, task.index),
            TE.chain(({ outputs, release }) =>
              pipe(
                outputs(inputs, count),
                TE.map((values) => {
                  release()
                  return { steps, at: pointsOf(inputs, values) }
                }),
              ),
            ),
          ),
        (copy) => TE.fromIO(() => session.release(copy)),
      )
    return pipe(
      Array.from({ length: episodesShown }, (_, episode) => episode),
      TE.traverseSeqArray((episode) =>
        pipe(
          TE.fromEither(read(task, episode)),
          TE.chain(({ support, query }) =>
            pipe(
              adaptingSteps,
              TE.traverseSeqArray((steps) => said(episode, support, query, steps)),
              TE.map(
                (fits): Fit => ({
                  support: pointsOf(support.inputs, support.targets),
                  right: pointsOf(query.inputs, query.targets),
                  said: fits,
                }),
              ),
            ),
          ),
        ),
      ),
    )
  }
