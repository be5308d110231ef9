import * as E from 'fp-ts/lib/Either.js'
import { type EpisodeLength, readBatch, subset } from '../data/index.ts'
import type { Fault } from '../fault.ts'
import type { Session, State } from '../interpreters/runtime/index.ts'
import { episodesAmong, type Task } from '../streams/index.ts'
import type { Protocol, Trajectories } from './protocol/index.ts'

/** How many trajectories a learner is judged by. */
export const trajectoriesIn = ({ test, episodes }: Task, { length }: Trajectories): number =>
  episodes === undefined ? 0 : Math.floor(episodesAmong(test, episodes.test) / length)

/** The numbers of the examples on one side of the classes, or functions, `from` to before `to`. */
const sideOf = ({ support, query }: EpisodeLength, side: keyof EpisodeLength, from: number, to: number) => {
  const each = { support, query }[side]
  const start = side === 'support' ? 0 : support
  return Int32Array.from(
    { length: (to - from) * each },
    (_, i) => (from + Math.floor(i / each)) * (support + query) + start + (i % each),
  )
}

/** So many examples are asked at once. */
const chunk = 500

/**
 * What a learner gets on one trajectory: at each checkpoint the score on all classes or functions so far, side by side. It learns on
 * copies of its state, each given back. The number of a class in its trajectory is the task that `adapt` is told, so that a method may
 * begin anew at the first.
 */
export const judgeTrajectory =
  (
    { test, episodes, index }: Task,
    { marks }: Pick<Protocol['exam'], 'marks'>,
    { length, checkpoints, sides }: Trajectories,
    number: number,
  ) =>
  <Buffer>(session: Session<Buffer>, state: State<Buffer>, seed: number) =>
  async (): Promise<E.Either<Fault, readonly (readonly number[])[]>> => {
    const each = episodes!.test
    const first = number * length
    const score = async (
      at: State<Buffer>,
      side: keyof EpisodeLength,
      count: number,
    ): Promise<E.Either<Fault, number>> => {
      const all = sideOf(each, side, first, first + count)
      const predictor = await session.predictor(seed, at, 0)()
      if (E.isLeft(predictor)) return predictor
      try {
        let sum = 0
        for (let from = 0; from < all.length; from += chunk) {
          const some = all.subarray(from, from + chunk)
          const read = readBatch(test, some, index)
          if (E.isLeft(read)) return read
          const outputs = await predictor.right.outputs(read.right.inputs, some.length)()
          if (E.isLeft(outputs)) return outputs
          sum += marks({ examples: subset(test, some), outputs: outputs.right, from: 0, count: some.length })
        }
        return E.right(sum / all.length)
      } finally {
        predictor.right.release()
      }
    }
    const found: readonly number[][] = sides.map(() => [])
    let at = state
    try {
      for (let place = 0; place < length; place += 1) {
        const support = readBatch(test, sideOf(each, 'support', first + place, first + place + 1), index)
        if (E.isLeft(support)) return support
        const to = { task: place, episode: number, batch: place, support: support.right, steps: 1 }
        const next = await session.adapt(seed, at, to)()
        if (E.isLeft(next)) return next
        if (at !== state) session.release(at)
        at = next.right
        if (!checkpoints.includes(place + 1)) continue
        for (const [i, { side }] of sides.entries()) {
          const scored = await score(at, side, place + 1)
          if (E.isLeft(scored)) return scored
          found[i]!.push(scored.right)
        }
      }
      return E.right([found.flat()])
    } finally {
      if (at !== state) session.release(at)
    }
  }
