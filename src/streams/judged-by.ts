import * as E from 'fp-ts/lib/Either.js'
import { type Fault, fault } from '../fault.ts'
import { child, key } from '../random/index.ts'
import { drawn, type Stream } from './stream.ts'

/**
 * A stream whose tasks are judged by `count` of the N examples that judge them, drawn anew for each task without replacement:
 *
 *   a score s over all of them is estimated without bias, with the standard deviation √(σ² / n · (N − n) / (N − 1)),
 *   where σ² = s (1 − s) of an accuracy
 *
 * A stream of T tasks asks for about T² / 2 scores, and a score over 10,000 digits takes longer than 100 steps of learning.
 *
 * @param count n, at least 1; all where it isn't given
 * @returns a `Left` where a task has fewer, and where episodes are judged
 * @law with n = N a score is that over all
 */
export const judgedBy =
  (count: number | undefined) =>
  (stream: Stream): E.Either<Fault, Stream> => {
    if (count === undefined) return E.right(stream)
    const wrong = (rule: string, got: string, hint: string) =>
      E.left(fault({ where: stream.name, rule, got, path: ['--judge-by'], hint }))
    if (stream.tasks.some(({ episodes }) => episodes !== undefined))
      return wrong('what judges so many examples must be tasks of examples', 'episodes', 'leave --judge-by away')
    const fewest = Math.min(...stream.tasks.map(({ test }) => test.count))
    if (count > fewest)
      return wrong(
        `each task must be judged by at most ${fewest} examples, as many as there are of it`,
        `${count}`,
        'leave --judge-by away: each task is judged by all that there are',
      )
    return E.right({
      ...stream,
      tasks: stream.tasks.map((task) => ({
        ...task,
        test: drawn(task.test, count, child(key(stream.seed), 'judged', task.number ?? task.index)),
      })),
    })
  }
