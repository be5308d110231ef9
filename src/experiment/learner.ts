import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type LanesChoice, statisticsLayout, statisticsSlot, tensorsIn } from '../compiler/index.ts'
import { type Fault, fault } from '../fault.ts'
import type { Device } from '../interpreters/devices/index.ts'
import { outputsOf, type Session, type State, session } from '../interpreters/runtime/index.ts'
import { type Layout, layoutOf } from '../networks/index.ts'
import { type Exported, type ExportFormat, exported, type Kept } from '../saved/index.ts'
import { inputsOf, shown } from './inputs.ts'
import { hostBatch, type Pairs, type Vectors } from './pairs.ts'

/** An input: its numbers row after row, or lists in lists as its shape has them. */
export type Input = ArrayLike<number> | readonly (readonly number[])[] | readonly (readonly (readonly number[])[])[]

/** A network that has learned. It holds nothing on a device. */
export interface Learner {
  /** θ, and the running statistics of a network that has them, tensor by tensor. */
  readonly numbers: Readonly<Record<string, readonly ArrayLike<number>[]>>
  /** How many batches it has learned, those of the learners that it went on from among them. */
  readonly batches: number
  /** All that it is, as plain data: see `saveLearner`. */
  readonly kept: Kept
  /**
   * The network's outputs on inputs as the data has them: vectors, or images with values in [0, 1]. What its stream does to inputs is done
   * to them: the order of a task's pixels, normalisation.
   *
   * @param task the number of the task that they are of, 0 for the first; the last that was learned, unless given
   */
  readonly predict: (inputs: readonly Input[], task?: number) => TE.TaskEither<Fault, Vectors>
  /**
   * It as files by name in a format of other programs: `onnx`, a graph model of `tfjs`, or `npz`, its numbers alone. They take inputs as
   * `predict` does, and hold the numbers that it predicts with on a task: the last that was learned, unless given.
   */
  readonly exported: (to: ExportFormat, task?: number) => TE.TaskEither<Fault, Exported>
  /** What it comes to that adapts to some pairs in so many steps, as the method says; itself where the method says nothing of that. */
  readonly adapt: (support: Pairs, steps: number) => TE.TaskEither<Fault, Learner>
}

/** A session and what is needed to start it where a learner stands. */
export interface Stage<B> {
  readonly session: Session<B>
  readonly device: Device<B>
  readonly layouts: Readonly<Record<string, Layout>>
}

/** A session for a learner on a device. */
export const stageOf = <B>(
  { method, options, network, between }: Pick<Kept, 'method' | 'options' | 'network' | 'between'>,
  device: Device<B>,
  lanes?: LanesChoice,
): Stage<B> => ({
  session: session({ program: method.program(options), network, between, device, lanes }),
  device,
  layouts: { theta: layoutOf(network, between), [statisticsSlot]: statisticsLayout(network, between) },
})

const rows = (values: ArrayLike<number>, size: number): Vectors =>
  Array.from({ length: values.length / size }, (_, row) =>
    Array.from({ length: size }, (_, i) => values[row * size + i]!),
  )

/** That a task is one that was learned. */
const learned = ({ tasks }: Kept, task: number): E.Either<Fault, number> =>
  Number.isSafeInteger(task) && task >= 0 && task < Math.max(1, tasks.length)
    ? E.right(task)
    : E.left(
        fault({
          where: 'predict',
          rule: `\`task\` must be the number of one of ${tasks.length} tasks that were learned, 0 for the first`,
          got: `${task}`,
        }),
      )

/** The learner that something kept is, on a device. */
export const learnerOf = <B>(stage: Stage<B>, kept: Kept): Learner => {
  const { session: own, layouts } = stage
  const { between, seed, state: saved } = kept
  const last = Math.max(0, kept.tasks.length - 1)
  const held = <A>(use: (state: State<B>) => TE.TaskEither<Fault, A>): TE.TaskEither<Fault, A> =>
    TE.bracket(own.restore(saved), use, (state) => TE.fromIO(() => own.release(state)))
  return {
    numbers: Object.fromEntries(
      Object.keys(layouts).flatMap((name) => {
        const slot = saved[name]
        return slot === undefined ? [] : [[name, tensorsIn(slot).map((tensor) => Float32Array.from(tensor))]]
      }),
    ),
    batches: kept.batches,
    kept,
    predict: (inputs, task = last) =>
      pipe(
        learned(kept, task),
        E.chain(() => inputsOf('predict', inputs, between.inputShape)),
        E.map((values) => shown(kept, task)(values)),
        TE.fromEither,
        TE.chain((values) =>
          held((state) => outputsOf(own)({ seed, state, task, inputs: values, count: inputs.length })),
        ),
        TE.map((values) => rows(values, between.outputs)),
      ),
    exported: (to, task = last) =>
      pipe(
        TE.fromEither(learned(kept, task)),
        TE.chain(() =>
          held((state) =>
            TE.bracket(
              own.predictor(seed, state, task),
              ({ read }) => read,
              ({ release }) => TE.fromIO(release),
            ),
          ),
        ),
        TE.chainEitherK((numbers) => {
          const tensors = Object.values(layouts).flatMap((of) => of.tensors)
          const weights = tensors.map(({ name, shape }, i) => ({ name, shape, values: Float32Array.from(numbers[i]!) }))
          return exported(kept, weights, { to, task })
        }),
      ),
    adapt: (support, steps) =>
      pipe(
        Number.isSafeInteger(steps) && steps >= 0
          ? hostBatch(
              'adapt',
              between.inputShape.reduce((a, b) => a * b, 1),
              between.outputs,
            )(support)
          : E.left(fault({ where: 'adapt', rule: '`steps` must be a whole number ≥ 0', got: `${steps}` })),
        TE.fromEither,
        TE.chain((examples) =>
          held((state) =>
            TE.bracket(
              own.adapt(seed, state, {
                task: last,
                episode: 0,
                batch: 0,
                support: { ...examples, inputShape: between.inputShape, task: last },
                steps,
              }),
              own.save,
              (copy) => TE.fromIO(() => own.release(copy)),
            ),
          ),
        ),
        TE.map((after) => learnerOf(stage, { ...kept, state: after })),
      ),
  }
}
