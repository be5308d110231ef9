import { type EpisodeLength, type HostBatch, lengthOf } from '../../data/index.ts'
import type { Side } from '../../dsl/index.ts'
import { type Example, exampleAt, type Row } from './example.ts'

/** Examples in an order, where they are: nothing is copied before a device is given them. */
export interface HostRows {
  readonly examples: readonly Example[]
  /** 1 for an example, 0 for padding. */
  readonly weights: ArrayLike<number>
  readonly task: number
  readonly episode?: EpisodeLength
  /** The batch whose rows these are, all in their order. */
  readonly whole?: HostBatch
}

/** What a device is given of examples, one after the other. */
export type Part = 'inputs' | 'targets' | 'weights' | 'heads'

/** The rows of a batch; what each is made of is found when one is first asked for. */
export const rowsOf = (batch: HostBatch): HostRows => {
  let made: readonly Example[] | undefined
  return {
    get examples() {
      made ??= Array.from({ length: batch.count }, (_, row) => exampleAt(batch, row))
      return made
    },
    weights: batch.weights,
    task: batch.task,
    ...(batch.episode === undefined ? {} : { episode: batch.episode }),
    whole: batch,
  }
}

/** Some rows of others, in an order; one may come twice. */
export const picked = ({ examples, weights, task, episode }: HostRows, order: ArrayLike<number>): HostRows => {
  const some: Example[] = []
  const own = new Float32Array(order.length)
  for (let i = 0; i < order.length; i += 1) {
    some.push(examples[order[i]!]!)
    own[i] = weights[order[i]!]!
  }
  return { examples: some, weights: own, task, ...(episode === undefined ? {} : { episode }) }
}

/** What examples are like. */
export type Like = Pick<HostBatch, 'inputShape' | 'classes' | 'task'>

/** In the place of an example that is not there. */
const none = ({ inputShape, classes, task }: Like): Example => ({
  input: new Float32Array(inputShape.reduce((product, side) => product * side, 1)),
  target: new Float32Array(classes),
  task,
})

/** So many rows from one on; those past the end are zeros of weight 0. */
export const stretch = (rows: HostRows, from: number, count: number, like: Like): HostRows => {
  const there = Math.max(0, Math.min(count, rows.weights.length - from))
  const some = picked(
    rows,
    Array.from({ length: there }, (_, i) => from + i),
  )
  return there === count ? some : filledTo(count, some, like)
}

/** The rows, and zeros of weight 0 up to so many. */
const filledTo = (count: number, rows: HostRows, like: Like): HostRows => {
  const missing = none(like)
  const weights = new Float32Array(count)
  weights.set(rows.weights)
  const examples = [...rows.examples, ...Array.from({ length: count - rows.weights.length }, () => missing)]
  return { ...rows, examples, weights }
}

/** Rows, and then others. */
export const joined = (a: HostRows, b: HostRows): HostRows => {
  const weights = new Float32Array(a.weights.length + b.weights.length)
  weights.set(a.weights)
  weights.set(b.weights, a.weights.length)
  return {
    examples: [...a.examples, ...b.examples],
    weights,
    task: a.task,
    ...(a.episode === undefined ? {} : { episode: a.episode }),
  }
}

/** One side of some episodes. */
export const sideOf = (episodes: HostRows, side: Side): HostRows => {
  const { episode = { support: 0, query: 0 }, weights } = episodes
  const length = lengthOf(episode)
  const from = side === 'support' ? 0 : episode.support
  const size = episode[side]
  const count = length === 0 ? 0 : weights.length / length
  const { episode: _, ...rows } = picked(
    episodes,
    Array.from({ length: count * size }, (_, i) => Math.floor(i / size) * length + from + (i % size)),
  )
  return rows
}

/** Examples as `count` rows; those that are not there are zeros of weight 0. */
export const rowsOfExamples = (examples: readonly Example[], count: number, like: Like): HostRows => {
  const rows = { examples, weights: new Float32Array(examples.length).fill(1), task: like.task }
  return examples.length === count ? rows : filledTo(count, rows, like)
}

/** The rows that are examples, and where each stands. */
export const examplesAmong = ({ examples, weights }: HostRows): readonly Row[] =>
  examples.flatMap((is, row) => (weights[row] === 0 ? [] : [{ row, is }]))

/** The examples of a batch that count. */
export const examplesOf = (batch: HostBatch): readonly Example[] => examplesAmong(rowsOf(batch)).map(({ is }) => is)

/** Writes a part of rows into an array from a place on; the place after them. An example that says nothing of heads has all outputs. */
export const writeRows = (rows: HostRows, part: Part, into: Float32Array, from: number): number => {
  const all = part === 'weights' ? rows.weights : rows.whole?.[part]
  if (all !== undefined) {
    into.set(all, from)
    return from + all.length
  }
  let at = from
  for (const { input, target, heads } of rows.examples) {
    const values = part === 'inputs' ? input : part === 'targets' ? target : heads
    if (values === undefined) into.fill(1, at, at + target.length)
    else into.set(values, at)
    at += values === undefined ? target.length : values.length
  }
  return at
}
