import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { type Examples, inputSize, readBatch } from '../data/index.ts'
import type { Fault } from '../fault.ts'
import type { Session, State } from '../interpreters/runtime/index.ts'
import { continual, type Protocol } from './protocol/index.ts'

/** What a network's outputs on a task are worth: the mean of their scores, such as the fraction of examples that are right. */
export type Exam = <Buffer>(
  session: Session<Buffer>,
  state: State<Buffer>,
  seed: number,
) => TE.TaskEither<Fault, number>

/** How many examples go through the network at once. */
const chunk = 1000

/** How many bytes of inputs the exams of a run may keep: about those of twenty tasks of 10,000 digits. */
export const roomForInputs = 640 * 2 ** 20

/** What an exam is about: examples, and the classes that compete where a task has a head of its own. */
export interface ExamPaper {
  readonly examples: Examples
  /** The number of the task that they are of. */
  readonly task: number
  readonly among?: readonly number[] | undefined
}

const range = (from: number, count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => from + i)

/** The inputs of `count` examples from number `from` on; a `Left` where one can't be read. */
type Inputs = (from: number, count: number) => E.Either<Fault, Float32Array>

const read = ({ examples, task }: ExamPaper, from: number, count: number): E.Either<Fault, Float32Array> =>
  pipe(
    readBatch(examples, range(from, count), task),
    E.map(({ inputs }) => inputs),
  )

const kept = (paper: ExamPaper): E.Either<Fault, Inputs> => {
  const size = inputSize(paper.examples)
  return pipe(
    read(paper, 0, paper.examples.count),
    E.map((all) => (from, count) => E.right(all.subarray(from * size, (from + count) * size))),
  )
}

export interface Sitting {
  /** How outputs are scored: whether they are right, unless given. */
  readonly marks?: Protocol['exam']['marks']
  /** The bytes of inputs that may be kept. */
  readonly room?: number
}

/**
 * The exams on these sets of examples, in their order. As preparing inputs takes a third of an exam's time, they are kept from the
 * first sitting on while there is room; the others are prepared at each sitting.
 */
export const exams = (
  sets: readonly ExamPaper[],
  { marks = continual.exam.marks, room = roomForInputs }: Sitting = {},
): readonly Exam[] => {
  let left = room
  return sets.map((paper): Exam => {
    const { examples, task, among } = paper
    const bytes = 4 * examples.count * inputSize(examples)
    const keeps = bytes <= left
    if (keeps) left -= bytes
    let inputs: E.Either<Fault, Inputs> | undefined
    return (session, state, seed) => async () => {
      inputs ??= keeps ? kept(paper) : E.right((from, count) => read(paper, from, count))
      if (E.isLeft(inputs)) return inputs
      const predictor = await session.predictor(seed, state, task)()
      if (E.isLeft(predictor)) return predictor
      const { outputs: predicted, release } = predictor.right
      try {
        let sum = 0
        for (let from = 0; from < examples.count; from += chunk) {
          const count = Math.min(chunk, examples.count - from)
          const chunkOf = inputs.right(from, count)
          if (E.isLeft(chunkOf)) return chunkOf
          const outputs = await predicted(chunkOf.right, count)()
          if (E.isLeft(outputs)) return outputs
          sum += marks({ examples, outputs: outputs.right, from, count, among })
        }
        return E.right(sum / examples.count)
      } finally {
        release()
      }
    }
  })
}
