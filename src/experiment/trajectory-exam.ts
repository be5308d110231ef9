import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type EpisodeLength, readBatch } from '../data/index.ts'
import type { Fault } from '../fault.ts'
import type { Session, State } from '../interpreters/runtime/index.ts'
import { episodesAmong, type Task, trajectoryClasses } from '../streams/index.ts'
import type { Protocol } from './protocol/index.ts'
import { checkpoints } from './protocol/trajectory.ts'

/** How many trajectories a learner is judged by. */
export const trajectoriesIn = ({ test, episodes }: Task): number =>
  episodes === undefined ? 0 : Math.floor(episodesAmong(test, episodes.test) / trajectoryClasses)

/** The numbers of the examples on one side of the classes `from` to before `to`. */
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
 * What a learner gets on one trajectory: at each checkpoint the accuracy on all classes so far, first those on examples never seen, then
 * those on what was learned. It learns on copies of its state, each given back. The number of a class in its trajectory is the task that
 * `adapt` is told, so that a method may begin anew at the first.
 */
export const judgeTrajectory =
  ({ test, episodes, index }: Task, { marks }: Pick<Protocol['exam'], 'marks'>, number: number) =>
  <Buffer>(session: Session<Buffer>, state: State<Buffer>, seed: number) =>
  async (): Promise<E.Either<Fault, readonly (readonly number[])[]>> => {
    const length = episodes!.test
    const first = number * trajectoryClasses
    const accuracy = async (
      at: State<Buffer>,
      side: keyof EpisodeLength,
      classes: number,
    ): Promise<E.Either<Fault, number>> => {
      const all = sideOf(length, side, first, first + classes)
      const predictor = await session.predictor(seed, at, 0)()
      if (E.isLeft(predictor)) return predictor
      try {
        let right = 0
        for (let from = 0; from < all.length; from += chunk) {
          const some = all.subarray(from, from + chunk)
          const read = readBatch(test, some, index)
          if (E.isLeft(read)) return read
          const outputs = await predictor.right.outputs(read.right.inputs, some.length)()
          if (E.isLeft(outputs)) return outputs
          const examples = { ...test, label: (row: number) => test.label(some[row]!) }
          right += marks({ examples, outputs: outputs.right, from: 0, count: some.length })
        }
        return E.right(right / all.length)
      } finally {
        predictor.right.release()
      }
    }
    const [tests, trains]: [number[], number[]] = [[], []]
    let at = state
    try {
      for (let place = 0; place < trajectoryClasses; place += 1) {
        const support = readBatch(test, sideOf(length, 'support', first + place, first + place + 1), index)
        if (E.isLeft(support)) return support
        const to = { task: place, episode: number, batch: place, support: support.right, steps: 1 }
        const next = await session.adapt(seed, at, to)()
        if (E.isLeft(next)) return next
        if (at !== state) session.release(at)
        at = next.right
        if (!checkpoints.some((classes) => classes === place + 1)) continue
        const found = [await accuracy(at, 'query', place + 1), await accuracy(at, 'support', place + 1)]
        const scores = pipe(found, E.sequenceArray)
        if (E.isLeft(scores)) return scores
        tests.push(scores.right[0]!)
        trains.push(scores.right[1]!)
      }
      return E.right([[...tests, ...trains]])
    } finally {
      if (at !== state) session.release(at)
    }
  }
