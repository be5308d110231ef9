import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { DataSet } from '../data/index.ts'
import type { Fault } from '../fault.ts'
import { admitted, limitOfTasks } from './admitted.ts'
import { stretchesOf } from './episodes.ts'
import { episodesOf } from './few-shot.ts'
import type { Stream, StreamSettings } from './stream.ts'

/** Of each class of an episode of an exam so many examples judge. */
const examQueries = 5

/**
 * Meta-training on few-shot episodes of a data set of classes, in stretches, with exams on episodes of classes that it never saw: see
 * `episodesOf`. `samples` is the number of shots, `tasks` into how many stretches meta-training is cut. In exams five examples of each
 * class judge.
 *
 * @param queries of each class, what judges in meta-training
 * @returns a `Left` as `episodesOf`, and when `tasks` or `samples` isn't a whole number ≥ 1
 */
export const fewShot =
  ({ ways, queries, turns }: { readonly ways: number; readonly queries: number; readonly turns?: boolean }) =>
  (data: DataSet, settings: StreamSettings): E.Either<Fault, Stream> => {
    const { seed, tasks, samples: shots = 1, evaluate } = settings
    const of = { ways, shots, seed, evaluate, turns }
    return pipe(
      E.Do,
      E.bind('learned', () => episodesOf(data, { ...of, queries })),
      E.bind('judged', () => episodesOf(data, { ...of, queries: examQueries })),
      E.chain(({ learned, judged }) => {
        const support = ways * shots
        const rule = {
          name: learned.name,
          seed,
          like: { inputShape: data.train.inputShape, classes: ways },
          lengths: { train: { support, query: ways * queries }, test: { support, query: ways * examQueries } },
          train: learned.train,
          test: judged.test,
        }
        return admitted(learned.name, settings, [limitOfTasks], () => stretchesOf(rule, tasks))
      }),
    )
  }
