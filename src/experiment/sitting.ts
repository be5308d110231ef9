import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../fault.ts'
import type { Session, State } from '../interpreters/runtime/index.ts'
import type { Stream } from '../streams/index.ts'
import { episodesATick, episodesIn, judgeEpisodes } from './episode-exam.ts'
import { exams, roomForInputs } from './exam.ts'
import { type EpisodeScores, rowOf } from './protocol/episodes.ts'
import type { Protocol } from './protocol/index.ts'
import { trajectoryRow } from './protocol/trajectory.ts'
import { judgeTrajectory, trajectoriesIn } from './trajectory-exam.ts'

/** A part of an evaluation, between two ticks. */
export interface Part {
  /** The task, or the stretch, that it is about. */
  readonly task: number
  readonly found: <Buffer>(
    session: Session<Buffer>,
    state: State<Buffer>,
    seed: number,
  ) => TE.TaskEither<Fault, readonly EpisodeScores[]>
}

/** An evaluation: its parts in order, and the row of scores that comes of what they find. */
export interface Sitting {
  readonly parts: readonly Part[]
  readonly row: (found: readonly EpisodeScores[]) => readonly number[]
}

/** When a learner is judged: with so many tasks learned, or inside the next one. */
export interface Moment {
  readonly learned: number
  readonly inside: boolean
}

const flat = (found: readonly EpisodeScores[]): readonly number[] => found.flat()

/** How many parts an evaluation has. */
export const partsAt = ({ tasks }: Stream, { on, episodes }: Protocol['exam'], { learned, inside }: Moment): number => {
  if (episodes === undefined) return inside ? tasks.length : on(learned, tasks.length)
  const stretch = tasks[inside ? learned : Math.max(0, learned - 1)]
  if (stretch === undefined || episodes.along === 'batches') return 0
  return episodes.trajectories === undefined
    ? Math.ceil(episodesIn(stretch) / episodesATick)
    : trajectoriesIn(stretch, episodes.trajectories)
}

/**
 * What a learner of a stream is judged by: on each task one score; or on the episodes of a stretch, what they come to.
 *
 * @param room how many bytes of inputs may be kept
 */
export const sittings = (
  { tasks }: Stream,
  exam: Protocol['exam'],
  heads: 'single' | 'task' = 'single',
  room: number = roomForInputs,
): ((moment: Moment) => Sitting) => {
  if (exam.episodes !== undefined)
    return ({ learned, inside }) => {
      const stretch = tasks[inside ? learned : Math.max(0, learned - 1)]!
      const form = exam.episodes?.trajectories
      if (form !== undefined)
        return {
          parts: Array.from({ length: trajectoriesIn(stretch, form) }, (_, number) => ({
            task: stretch.index,
            found: judgeTrajectory(stretch, exam, form, number),
          })),
          row: trajectoryRow(form),
        }
      const count = episodesIn(stretch)
      return {
        parts: Array.from({ length: Math.ceil(count / episodesATick) }, (_, i) => ({
          task: stretch.index,
          found: judgeEpisodes(stretch, exam, i * episodesATick, Math.min(count, (i + 1) * episodesATick)),
        })),
        row: rowOf,
      }
    }
  const judges = exams(
    tasks.map(({ index, test, classes }) => ({
      examples: test,
      task: index,
      among: heads === 'task' ? classes : undefined,
    })),
    { ...exam, room },
  )
  return ({ learned, inside }) => ({
    parts: judges.slice(0, inside ? tasks.length : exam.on(learned, tasks.length)).map((judge, task) => ({
      task,
      found: (session, state, seed) =>
        pipe(
          judge(session, state, seed),
          TE.map((score) => [[score]]),
        ),
    })),
    row: flat,
  })
}
