import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { type Examples, inputSize, readBatch } from '../data/index.ts'
import type { Fault } from '../fault.ts'
import type { Session, State } from '../interpreters/runtime/index.ts'

/** How much of a network's outputs is right: the fraction of a task's examples whose greatest output is their label's. */
export type Exam = <Buffer>(
  session: Session<Buffer>,
  state: State<Buffer>,
  seed: number,
) => TE.TaskEither<Fault, number>

/** How many examples go through the network at once. */
const chunk = 1000

/** How many bytes of inputs the exams of a run may keep: about those of twenty tasks of 10,000 digits. */
export const roomForInputs = 640 * 2 ** 20

/** How many of `count` rows of outputs are greatest at their label, the first of equals. Outputs that aren't numbers are never right. */
export const countRight = (
  outputs: ArrayLike<number>,
  classes: number,
  count: number,
  label: (row: number) => number,
  /** The classes that compete; all of them when it isn't given. */
  among: readonly number[] = Array.from({ length: classes }, (_, c) => c),
): number => {
  let right = 0
  for (let row = 0; row < count; row += 1) {
    let best = -1
    let greatest = Number.NEGATIVE_INFINITY
    for (const c of among) {
      const output = outputs[row * classes + c]!
      if (output > greatest) {
        best = c
        greatest = output
      }
    }
    if (best === label(row)) right += 1
  }
  return right
}

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

/**
 * The exams on these sets of examples, in their order. As preparing inputs takes a third of an exam's time, they are kept from the
 * first sitting on while there is room; the others are prepared at each sitting.
 *
 * @param room the bytes that may be kept
 */
export const exams = (sets: readonly ExamPaper[], room: number = roomForInputs): readonly Exam[] => {
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
        let right = 0
        for (let from = 0; from < examples.count; from += chunk) {
          const count = Math.min(chunk, examples.count - from)
          const chunkOf = inputs.right(from, count)
          if (E.isLeft(chunkOf)) return chunkOf
          const outputs = await predicted(chunkOf.right, count)()
          if (E.isLeft(outputs)) return outputs
          right += countRight(outputs.right, examples.classes, count, (row) => examples.label(from + row), among)
        }
        return E.right(right / examples.count)
      } finally {
        release()
      }
    }
  })
}
