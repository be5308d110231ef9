import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { statisticsLayout, statisticsSlot } from '../compiler/index.ts'
import { decodeOptions, type EventName, type Method } from '../dsl/index.ts'
import { type Fault, fault } from '../fault.ts'
import { type Device, outputsOf, type Session, type State, type StreamEvent, session } from '../interpreters/index.ts'
import { type BackendChoice, tfjsDevice } from '../interpreters/tfjs/index.ts'
import { fitting, type Layout, layoutOf, type Network } from '../networks/index.ts'
import { flat, hostBatch, type Pairs, type Vectors } from './pairs.ts'
import { programOf } from './prepared.ts'

export interface TrainOnSettings {
  readonly network: Network
  /** The batches of one task, in the order in which the method sees them; at the task's end it sees all as one. */
  readonly batches: readonly Pairs[]
  readonly options?: Readonly<Record<string, number | string>>
  /** 0 unless given. */
  readonly seed?: number
  /** A learner to start from, in place of the network's initialisation. What else the method keeps starts anew. */
  readonly from?: Learner
  /** `wasm` unless given: the same numbers on every machine. */
  readonly backend?: BackendChoice
}

/** A network that has learned. It holds nothing on a device. */
export interface Learner {
  /** θ, and the running statistics of a network that has them, tensor by tensor. */
  readonly numbers: Readonly<Record<string, readonly ArrayLike<number>[]>>
  /** The network's outputs on inputs. */
  readonly predict: (inputs: Vectors) => TE.TaskEither<Fault, Vectors>
}

/** A session and what is needed to start it where a learner stands. */
interface Stage<B> {
  readonly session: Session<B>
  readonly device: Device<B>
  readonly layouts: Readonly<Record<string, Layout>>
  readonly seed: number
}

/** That a learner has the tensors of the network that is to go on from it. */
const fits = ({ numbers }: Learner, layouts: Stage<unknown>['layouts']): E.Either<Fault, void> => {
  const sizes = (of: readonly (readonly number[])[]): string => JSON.stringify(of)
  const given = Object.keys(layouts).map((slot) => (numbers[slot] ?? []).map(({ length }) => length))
  const wanted = Object.values(layouts).map(({ tensors }) =>
    tensors.map(({ shape }) => shape.reduce((product, side) => product * side, 1)),
  )
  return sizes(given) === sizes(wanted)
    ? E.right(undefined)
    : E.left(
        fault({
          where: 'trainOn',
          rule: `\`from\` must be a learner of the same network, with tensors of ${sizes(wanted)}`,
          got: sizes(given),
        }),
      )
}

/** A first state, with the numbers of a learner in place of its own. */
const started = <B>({ session, device, layouts, seed }: Stage<B>, from?: Pick<Learner, 'numbers'>) =>
  pipe(
    session.initial(seed),
    TE.map((state): State<B> => {
      const placed = Object.entries(from?.numbers ?? {}).flatMap(([name, tensors]) => {
        const slot = state[name]
        if (slot?._tag !== 'Numbers') return []
        slot.buffers.forEach(device.release)
        const buffers = tensors.map((values, i) => device.upload(layouts[name]!.tensors[i]!.shape, values))
        return [[name, { ...slot, buffers }] as const]
      })
      return { ...state, ...Object.fromEntries(placed) }
    }),
  )

/** Takes a state through events, and then no longer holds it: what the network predicts by is read first. */
const learned =
  <B>({ session, layouts, seed }: Stage<B>, events: readonly StreamEvent[]) =>
  (start: State<B>): TE.TaskEither<Fault, Learner['numbers']> =>
  async () => {
    let state = start
    try {
      for (const event of events) {
        const next = await session.handle(seed, state, event)()
        if (E.isLeft(next)) return next
        state = next.right
      }
      return await pipe(
        Object.entries(state).filter(([name]) => Object.hasOwn(layouts, name)),
        TE.traverseArray(([name, slot]) =>
          pipe(
            session.read(slot),
            TE.map((tensors) => [name, tensors.map((tensor) => Float32Array.from(tensor))] as const),
          ),
        ),
        TE.map((slots) => Object.fromEntries(slots)),
      )()
    } finally {
      session.release(state)
    }
  }

const rows = (values: ArrayLike<number>, size: number): Vectors =>
  Array.from({ length: values.length / size }, (_, row) =>
    Array.from({ length: size }, (_, i) => values[row * size + i]!),
  )

/**
 * A method on a network and batches of one's own: θ₀, then what the method does at the start of a task, on each batch and at the
 * task's end.
 *
 * @returns a `Left` when an option is out of range, the batches do not fit each other or the network, or the run diverges
 * @example
 * const line = { inputs: [[-1], [0], [1]], targets: [[-2], [0], [2]] }
 * const network = mlp({ hidden: [], loss: 'squaredError' })
 * const batches = Array<Pairs>(200).fill(line)
 * const learner = await orThrow(trainOn(methods.finetune!, { network, batches, options: { rate: 0.5 } }))
 * learner.predict([[3]])   // => [[6]]
 */
export const trainOn = (method: Method, settings: TrainOnSettings): TE.TaskEither<Fault, Learner> => {
  const { network, batches, seed = 0, from, backend = 'wasm' } = settings
  const features = batches[0]?.inputs[0]?.length ?? 1
  const outputs = batches[0]?.targets[0]?.length ?? 1
  const between = { inputShape: [features], outputs }
  const layouts = { theta: layoutOf(network, between), [statisticsSlot]: statisticsLayout(network, between) }
  const whole: Pairs = {
    inputs: batches.flatMap(({ inputs }) => inputs),
    targets: batches.flatMap(({ targets }) => targets),
  }
  const seen: readonly (readonly [EventName, Pairs])[] = [
    ['onTaskStart', { inputs: [], targets: [] }],
    ...batches.map((pairs) => ['onBatch', pairs] as const),
    ['onTaskEnd', whole],
  ]
  return pipe(
    E.Do,
    E.bind('options', () => decodeOptions(method.name, method.options, settings.options ?? {})),
    E.bind('program', ({ options }) => programOf({ name: method.name, method, options })),
    E.bind('network', () => fitting(network, between)),
    E.chainFirst(() => (from === undefined ? E.right(undefined) : fits(from, layouts))),
    E.bind('events', () =>
      pipe(
        seen,
        E.traverseArrayWithIndex((i, [name, pairs]) =>
          pipe(
            hostBatch(features, outputs)(pairs),
            E.map((examples): StreamEvent => ({ name, task: 0, batch: name === 'onBatch' ? i - 1 : 0, examples })),
          ),
        ),
      ),
    ),
    TE.fromEither,
    TE.bind('device', () => tfjsDevice(backend)),
    TE.chain(({ program, events, device }) => {
      const stage = { session: session({ program, network, between, device }), device, layouts, seed }
      const predict =
        (numbers: Learner['numbers']): Learner['predict'] =>
        (inputs) =>
          pipe(
            TE.fromEither(flat('input', inputs, features)),
            TE.chain((values) =>
              TE.bracket(
                started(stage, { numbers }),
                (state) => outputsOf(stage.session)({ seed, state, task: 0, inputs: values, count: inputs.length }),
                (state) => TE.fromIO(() => stage.session.release(state)),
              ),
            ),
            TE.map((values) => rows(values, outputs)),
          )
      return pipe(
        started(stage, from),
        TE.chain(learned(stage, events)),
        TE.map((numbers) => ({ numbers, predict: predict(numbers) })),
      )
    }),
  )
}
