import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type EpisodeLength, type Examples, type HostBatch, readBatch } from '../data/index.ts'
import type { Fault } from '../fault.ts'
import type { Session, State } from '../interpreters/runtime/index.ts'
import { episodesAmong, type Task } from '../streams/index.ts'
import { adaptingSteps, detour, type EpisodeScores } from './protocol/episodes.ts'
import type { Protocol } from './protocol/index.ts'

/** So many episodes are judged between two ticks. */
export const episodesATick = 20

const range = (from: number, count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => from + i)

/** An episode as a learner meets it: what it adapts to, and the inputs that it is judged by. */
interface Paper {
  readonly number: number
  readonly support: HostBatch
  readonly query: Float32Array
  /** The number of the first of those among all examples. */
  readonly from: number
}

const paperOf = (
  { support, query }: EpisodeLength,
  examples: Examples,
  task: number,
  number: number,
): E.Either<Fault, Paper> => {
  const from = number * (support + query)
  return pipe(
    E.Do,
    E.bind('support', () => readBatch(examples, range(from, support), task)),
    E.bind('asked', () => readBatch(examples, range(from + support, query), task)),
    E.map((read) => ({ number, support: read.support, query: read.asked.inputs, from: from + support })),
  )
}

/** How many episodes a learner is judged by after a stretch of meta-training. */
export const episodesIn = ({ test, episodes }: Task): number =>
  episodes === undefined ? 0 : episodesAmong(test, episodes.test)

/**
 * What a learner gets on some episodes of a stretch, each by itself: see `EpisodeScores`. The learner stays as it is: it adapts on copies
 * of its state, each given back. How many supports it has seen before one in an exam is the task that `adapt` is told, as in trajectories.
 */
export const judgeEpisodes =
  ({ test, episodes, index }: Task, { marks }: Pick<Protocol['exam'], 'marks'>, from: number, to: number) =>
  <Buffer>(session: Session<Buffer>, state: State<Buffer>, seed: number) =>
  async (): Promise<E.Either<Fault, readonly EpisodeScores[]>> => {
    const length = episodes!.test
    const count = episodesAmong(test, length)
    const all: EpisodeScores[] = []

    const adapted = (at: State<Buffer>, { number, support }: Paper, steps: number, batch = 0) =>
      session.adapt(seed, at, { task: batch, episode: number, batch, support, steps })()
    const score = async (at: State<Buffer>, paper: Paper): Promise<E.Either<Fault, number>> => {
      const predictor = await session.predictor(seed, at, index)()
      if (E.isLeft(predictor)) return predictor
      try {
        const outputs = await predictor.right.outputs(paper.query, length.query)()
        return pipe(
          outputs,
          E.map(
            (said) => marks({ examples: test, outputs: said, from: paper.from, count: length.query }) / length.query,
          ),
        )
      } finally {
        predictor.right.release()
      }
    }
    /** The score of what something comes to, which is given back. */
    const scored = async (
      next: Promise<E.Either<Fault, State<Buffer>>>,
      paper: Paper,
      then: (at: State<Buffer>) => Promise<E.Either<Fault, readonly number[]>> = async () => E.right([]),
    ): Promise<E.Either<Fault, readonly number[]>> => {
      const at = await next
      if (E.isLeft(at)) return at
      try {
        const own = await score(at.right, paper)
        if (E.isLeft(own)) return own
        return pipe(
          await then(at.right),
          E.map((more) => [own.right, ...more]),
        )
      } finally {
        session.release(at.right)
      }
    }
    const judged = async (paper: Paper, other: Paper): Promise<E.Either<Fault, EpisodeScores>> => {
      const scores: number[] = []
      for (const steps of adaptingSteps) {
        const last = steps === adaptingSteps.at(-1)
        const found = await scored(adapted(state, paper, steps), paper, async (at) =>
          last
            ? scored(adapted(at, other, detour.away, 1), paper, (away) =>
                scored(adapted(away, paper, detour.back, 2), paper),
              )
            : E.right([]),
        )
        if (E.isLeft(found)) return found
        scores.push(...found.right)
      }
      return E.right(scores)
    }

    for (let number = from; number < to; number += 1) {
      const [paper, other] = [number, (number + 1) % count].map((one) => paperOf(length, test, index, one))
      if (E.isLeft(paper!)) return paper
      if (E.isLeft(other!)) return other
      const found = await judged(paper!.right, other!.right)
      if (E.isLeft(found)) return found
      all.push(found.right)
    }
    return E.right(all)
  }
