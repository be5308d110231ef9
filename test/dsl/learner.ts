import * as E from 'fp-ts/lib/Either.js'
import type { HostBatch } from '../../src/data/index.ts'
import {
  type Batch,
  copiesFrom,
  defineMethod,
  factorsFrom,
  freeParams,
  kindOf,
  kroneckerIdentity,
  type loss,
  type Memory,
  onlyBatch,
  type Params,
  perStep,
  perTensor,
  type Scalar,
  type Syntax,
  tensorsFrom,
  widthsOf,
  zeroMatrix,
} from '../../src/dsl/index.ts'
import { type Fault, render } from '../../src/fault.ts'
import { type Device, referenceDevice } from '../../src/interpreters/devices/index.ts'
import { type SlotValue, type State, type StreamEvent, session } from '../../src/interpreters/runtime/index.ts'
import { type Interface, layoutOf, mlp, type Network } from '../../src/networks/index.ts'

/** What a program under test sees at a batch. */
export interface Sees {
  readonly theta: Params
  readonly batch: Batch
  readonly task: Scalar
  readonly loss: typeof loss
}

type Memories = Readonly<Record<string, Memory | Memory<'ring'>>>

export interface Learning<M> {
  readonly network?: Network
  readonly between?: Interface
  readonly memories?: M
}

/** Where a program is run: seed, task, number of the batch, and memories other than empty ones. */
export interface At {
  readonly seed?: number
  readonly task?: number
  readonly batch?: number
  readonly event?: 'onBatch' | 'onTaskEnd'
  readonly memories?: Readonly<Record<string, SlotValue<never>>>
}

export const right = <A>(either: E.Either<Fault, A>): A => {
  if (E.isLeft(either)) throw new Error(render(either.left))
  return either.right
}

export const linear: { readonly network: Network; readonly between: Interface } = {
  network: mlp({ hidden: [] }),
  between: { inputShape: [3], outputs: 2 },
}

/**
 * Runs a program that looks at examples, on plain numbers: θ is one list of coordinates, tensor after tensor, and so is every
 * result. The value of a memory comes back as it is.
 */
export const learnerOn =
  <Buffer>(device: Device<Buffer>) =>
  <M extends Memories, R extends Readonly<Record<string, Syntax>>>(
    f: (sees: Sees & M) => R,
    { network = linear.network, between = linear.between, memories = {} as M }: Learning<M> = {},
  ) => {
    const begun = (term: Syntax, theta0: Params): Syntax | number => {
      const kind = kindOf(term)
      const widths = kind._tag === 'Params' ? widthsOf(kind.network) : undefined
      if (widths !== undefined) return zeroMatrix(`${widths[0]}`, `${widths[1]}`)
      if (kind._tag === 'Params' && kind.network !== 'learner') return begunFrom(kind.network, theta0)
      return kind._tag === 'Params' ? theta0 : 0
    }
    const spy = (name: string): never => freeParams(name) as never
    const memoryNames = Object.keys(memories)
    const dry = f({
      theta: spy('θ'),
      batch: { _tag: 'Variable', id: -1, name: 'B', kind: { _tag: 'Batch' } } as never,
      task: { _tag: 'Variable', id: -2, name: 'task', kind: { _tag: 'Scalar' } } as never,
      loss: (batch: Batch) => (parameters: Params) =>
        ({ _tag: 'Measure', measure: 'loss', parameters, batch, mode: 'learning' }) as never,
      ...Object.fromEntries(Object.entries(memories).map(([name, memory]) => [name, memory])),
    } as never)
    const outputs = Object.keys(dry).filter((name) => !memoryNames.includes(name) && name !== 'theta')
    const handler = () => (sees: unknown) => {
      const { batch, data = batch } = sees as { readonly batch?: Batch; readonly data?: Batch }
      return f({ ...(sees as object), batch: data } as never) as never
    }
    const method = defineMethod({
      name: 'probe',
      source: 'a test',
      options: {},
      state: (_, theta0) =>
        ({
          ...memories,
          ...Object.fromEntries(outputs.map((name) => [name, begun(dry[name]!, theta0)])),
        }) as Readonly<Record<string, Syntax | number>>,
      onBatch: handler,
      onTaskEnd: handler,
    })
    const own = session({ program: method.program({}), network, between, device })
    const layout = layoutOf(network, between)
    return async (theta: readonly number[], examples: HostBatch, at: At = {}) => {
      const { seed = 0, task = examples.task, batch = 0, event = 'onBatch', memories: held = {} } = at
      const initial = right(await own.initial(seed)())
      let start = 0
      const buffers = layout.tensors.map(({ shape }) => {
        const size = shape.reduce((a, b) => a * b, 1)
        start += size
        return device.upload(shape, theta.slice(start - size, start))
      })
      own.release({ theta: initial.theta! })
      const state = { ...initial, theta: { ...initial.theta, tensors: buffers }, ...held } as State<Buffer>
      const happening: StreamEvent = {
        name: event,
        task,
        batch,
        batches: onlyBatch(event, { ...examples, task }),
      }
      const after = right(await own.handle(seed, state, happening)())
      const numbers = async (name: string): Promise<readonly number[]> =>
        right(await own.read(after[name]!)()).flatMap((tensor) => Array.from(tensor))
      const read = await Promise.all(Object.keys(dry).map(async (name) => [name, await numbers(name)] as const))
      const result = Object.fromEntries(read) as { readonly [K in keyof R]: readonly number[] }
      const kept = Object.fromEntries(memoryNames.map((name) => [name, after[name]!]))
      own.release(after)
      return { ...result, memories: kept as Readonly<Record<string, SlotValue<never>>> }
    }
  }

/** Zeros of what is made of the learner's parameters. */
const begunFrom = (network: string, theta0: Params): Params => {
  const [tensors, copies] = [tensorsFrom(network), copiesFrom(network)]
  if (factorsFrom(network) !== undefined) return kroneckerIdentity(theta0) as never
  if (tensors !== undefined) return perTensor(begunFrom(tensors, theta0)) as never
  return copies === undefined ? theta0 : (perStep(copies.count, begunFrom(copies.network, theta0)) as never)
}

/** In float64. */
export const learner = learnerOn(referenceDevice())
