import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { DataSet } from '../data/index.ts'
import type { Fault } from '../fault.ts'
import { admitted, limitOfTasks } from './admitted.ts'
import { trajectoriesOf } from './class-trajectories.ts'
import { type EpisodeRule, sameExams, stretchesOf } from './episodes.ts'
import type { Stream, StreamSettings } from './stream.ts'

/** How many classes a trajectory of an exam has. */
export const trajectoryClasses = 100

/** Of each class of an exam so many examples are learned, as OML and ANML have it; the others, up to five, judge. */
const learned = 15
const asked = 5

/** On how many trajectories a learner is judged, the same ones at every exam, so that what training did is told pair by pair. */
const trajectories = 3

/**
 * Learning to learn classes one after the other, in stretches; exams are trajectories of 100 novel classes, of each 15 examples, one by
 * one: see `trajectoriesOf`. `samples` is how many examples of a class are learned in meta-training.
 *
 * @param fellows how many of the same class judge there
 * @param others how many of any class judge there
 * @returns a `Left` as `trajectoriesOf`, and when `tasks` or `samples` isn't a whole number ≥ 1
 */
export const trajectoryStream =
  ({ fellows, others }: { readonly fellows: number; readonly others: number }) =>
  (data: DataSet, settings: StreamSettings): E.Either<Fault, Stream> => {
    const { seed, tasks, samples: steps = 5, evaluate } = settings
    return pipe(
      trajectoriesOf(data, { fellows, others, seed, evaluate, classes: trajectoryClasses, steps, learned }),
      E.chain(({ name, outputs, train: learning, exam }) => {
        const known = new Map<number, ReturnType<typeof exam>>()
        const lesson = (number: number) => {
          const trajectory = Math.floor(number / trajectoryClasses)
          const lessons = known.get(trajectory) ?? exam(trajectory)
          known.set(trajectory, lessons)
          return lessons[number % trajectoryClasses]!
        }
        const rule: EpisodeRule = {
          name,
          seed,
          like: { inputShape: data.train.inputShape, classes: outputs },
          lengths: {
            train: { support: steps, query: fellows + others },
            test: { support: learned, query: asked },
          },
          train: learning,
          test: lesson,
        }
        return admitted(name, settings, [limitOfTasks], () =>
          stretchesOf(rule, tasks, sameExams(trajectories * trajectoryClasses)),
        )
      }),
    )
  }
