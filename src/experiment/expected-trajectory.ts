import * as E from 'fp-ts/lib/Either.js'
import { readBatch } from '../data/index.ts'
import type { Fault } from '../fault.ts'
import type { Buffer } from '../interpreters/devices/index.ts'
import type { Session, State } from '../interpreters/runtime/index.ts'
import { repeated } from './measured-event.ts'
import type { Trajectories } from './protocol/index.ts'
import type { TimedRun } from './timed-run.ts'

/** What an exam of trajectories takes, from one class of it: a whole one is as many times that as it has classes and questions. */
export interface TrajectoryTime {
  /** What is compiled, once. */
  readonly first: number
  /** One trajectory. */
  readonly again: number
  /** One prediction of an example. */
  readonly prediction: number
  /** Whether to adapt took too long to be tried: its time is told from that of predictions. */
  readonly rough: boolean
}

/** On so many examples predictions are tried: on the first number, and if that is quick on the second. */
const asked = [2, 50] as const

/** To adapt to an example, with its derivative, takes about as long as so many predictions of it. */
const derivative = 3

/**
 * How long a trajectory of an exam takes: so many classes are adapted to one by one, and at each checkpoint all examples so far are asked
 * for. Only one class is adapted to here and a few examples are asked.
 */
export const judgingTrajectories = async (
  on: Session<Buffer>,
  initial: State<Buffer>,
  { stream }: TimedRun,
  { length, checkpoints, sides }: Trajectories,
  room: number,
  patience: number,
): Promise<E.Either<Fault, TrajectoryTime>> => {
  const { index, test, episodes } = stream.tasks.at(-1)!
  const each = episodes!.test
  const { support } = each
  const examples = (count: number) =>
    readBatch(
      test,
      Int32Array.from({ length: count }, (_, i) => i),
      index,
    )
  const predicted = async (count: number) => {
    const some = examples(count)
    if (E.isLeft(some)) return some
    const predictor = await on.predictor(stream.seed, initial, 0)()
    if (E.isLeft(predictor)) return predictor
    try {
      return await repeated(predictor.right.outputs(some.right.inputs, count), room)
    } finally {
      predictor.right.release()
    }
  }
  const few = await predicted(asked[0])
  if (E.isLeft(few)) return few
  const [small, large] = asked
  const isQuick = (few.right.again * large) / small < patience
  const many = isQuick ? await predicted(large) : few
  if (E.isLeft(many)) return many
  const prediction = many.right.again / (isQuick ? large : small)

  const guess = derivative * support * prediction
  const adapting = async () => {
    const one = examples(support)
    if (E.isLeft(one)) return one
    const next = await on.adapt(stream.seed, initial, {
      task: 1,
      episode: 0,
      batch: 1,
      support: one.right,
      steps: 1,
    })()
    if (E.isRight(next)) on.release(next.right)
    return next
  }
  const rough = guess > patience
  const adapted = rough ? E.right({ first: 0, again: guess }) : await repeated(adapting, room)
  if (E.isLeft(adapted)) return adapted
  const asking = sides.reduce((sum, { side }) => sum + each[side], 0)
  const questions = checkpoints.reduce((sum, count) => sum + count * asking, 0)
  return E.right({
    first: few.right.first + adapted.right.first,
    again: length * adapted.right.again + questions * prediction,
    prediction,
    rough,
  })
}
