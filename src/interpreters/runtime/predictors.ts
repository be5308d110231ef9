import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type CompiledEvent, statisticsSlot, tensorsIn } from '../../compiler/index.ts'
import type { HostBatch } from '../../data/index.ts'
import { ruleName } from '../../dsl/index.ts'
import { type Fault, fault } from '../../fault.ts'
import type { Interface } from '../../networks/index.ts'
import { child, key } from '../../random/index.ts'
import type { Device } from '../devices/index.ts'
import { attempt } from './attempt.ts'
import { inputMisfit } from './batch-misfit.ts'
import type { Code } from './code.ts'
import type { RuleCode } from './rule-code.ts'
import type { PlanRunner } from './run-plan.ts'
import { heldOn, releaseState, type State, shapesOf } from './state.ts'
import type { Setting, SettingSurroundings } from './surroundings.ts'
import type { Updates } from './updates.ts'

/** Parameters to predict with, made once for whatever number of inputs. */
export interface Predictor {
  /** The network's outputs on inputs [n, …], row after row. */
  readonly outputs: (inputs: Float32Array, count: number) => TE.TaskEither<Fault, Float32Array | ArrayLike<number>>
  /** The parameters themselves, and after them the running statistics that they go with; a `Left` where a rule predicts. */
  readonly read: TE.TaskEither<Fault, readonly ArrayLike<number>[]>
  readonly release: () => void
}

/** Makes predictors of states. */
export const predictorsOn = <Buffer>(
  device: Device<Buffer>,
  {
    plans,
    code: compiled,
    updatedBy,
  }: { readonly plans: PlanRunner<Buffer>; readonly code: Code } & Pick<Updates<Buffer>, 'updatedBy'>,
  { program, between }: Setting,
  { layouts }: SettingSurroundings,
) => {
  const prediction = `${program.method} prediction`
  const held = heldOn(device)

  /** That these are so many inputs of the network. */
  const fitting = (inputs: ArrayLike<number>, count: number): TE.TaskEither<Fault, undefined> => {
    const misfit = inputMisfit(prediction, 'inputs', between, inputs, count)
    return misfit === undefined ? TE.right(undefined) : TE.left(misfit)
  }

  /** What a part of a prediction on a task gives, by name. */
  const asked = (
    seed: number,
    state: State<Buffer>,
    task: number,
    code: CompiledEvent,
    batches: Readonly<Record<string, HostBatch>> = {},
  ): Promise<State<Buffer>> =>
    updatedBy(state, code, {
      task,
      batches,
      key: child(key(seed), 'predict', task),
      words: `in a prediction on task ${task + 1}`,
    })

  const outputs = async (held: readonly Buffer[], inputs: Float32Array, count: number): Promise<ArrayLike<number>> => {
    const code = compiled.outputs(count)
    const x = device.upload([count, ...between.inputShape], inputs)
    const [out] = await plans.run(
      { steps: [{ _tag: 'Device', program: code }], outputs: code.outputs },
      new Map(code.inputs.map((node, i) => [node, held[i] ?? x])),
    )
    device.release(x)
    const values = await device.read(out!)
    device.release(out!)
    return values
  }

  /** Predicts by a rule: what mentions no input is there first. */
  const ruled = (seed: number, state: State<Buffer>, task: number, rule: RuleCode): TE.TaskEither<Fault, Predictor> => {
    const first = rule.ahead(shapesOf(layouts, state, task))
    const none: TE.TaskEither<Fault, State<Buffer>> = TE.right({})
    return pipe(
      first === undefined
        ? none
        : pipe(
            TE.fromEither(first),
            TE.chain((code) => attempt(prediction, () => asked(seed, state, task, code))),
          ),
      TE.map((ahead): Predictor => {
        const whole = { ...held(state), ...ahead }
        const answered = async (code: CompiledEvent, inputs: Float32Array, count: number) => {
          const batches = { inputs: unlabelled(between, task, inputs, count) }
          const [out] = tensorsIn((await asked(seed, whole, task, code, batches))[ruleName]!)
          const values = await device.read(out!)
          device.release(out!)
          return values
        }
        return {
          outputs: (inputs, count) =>
            pipe(
              fitting(inputs, count),
              TE.chainEitherK(() => rule.answer(shapesOf(layouts, whole, task), count)),
              TE.chain((code) => attempt(prediction, () => answered(code, inputs, count))),
            ),
          read: TE.left(
            fault({
              where: prediction,
              rule: 'what predicts by parameters alone can be read as such',
              got: 'a rule of prediction',
              hint: 'keep the whole learner, or predict by parameters: predict: (o) => ({ theta }) => ({ theta })',
            }),
          ),
          release: () => releaseState(device, whole),
        }
      }),
    )
  }

  return (seed: number, state: State<Buffer>, task: number): TE.TaskEither<Fault, Predictor> => {
    const rule = compiled.rule()
    if (rule !== undefined) return ruled(seed, state, task, rule)
    const code = compiled.event({ name: 'predict', counts: {}, shapes: shapesOf(layouts, state, task) })
    const theta =
      code === undefined
        ? TE.right(tensorsIn(state.theta!).map(device.retain))
        : pipe(
            TE.fromEither(code),
            TE.chain((ready) => attempt(prediction, () => asked(seed, state, task, ready))),
            TE.map(({ theta }) => tensorsIn(theta!)),
          )
    return pipe(
      theta,
      TE.map((parameters): Predictor => {
        const statistics = state[statisticsSlot]
        const held = [...parameters, ...(statistics === undefined ? [] : tensorsIn(statistics).map(device.retain))]
        return {
          outputs: (inputs, count) =>
            pipe(
              fitting(inputs, count),
              TE.chain(() => attempt(prediction, () => outputs(held, inputs, count))),
            ),
          read: attempt(prediction, () => Promise.all(held.map(device.read))),
          release: () => held.forEach(device.release),
        }
      }),
    )
  }
}

/** Inputs as a batch of a task, whose labels nobody knows. */
const unlabelled = (
  { inputShape, outputs, heads }: Interface,
  task: number,
  inputs: Float32Array,
  count: number,
): HostBatch => ({
  count,
  inputs,
  inputShape,
  targets: new Float32Array(count * outputs),
  weights: new Float32Array(count).fill(1),
  classes: outputs,
  task,
  ...(heads === 'task' ? { heads: new Float32Array(count * outputs).fill(1) } : {}),
})
