import * as E from 'fp-ts/lib/Either.js'
import type { HostBatch } from '../../src/data/index.ts'
import { decodeOptions, type Method, onlyBatch } from '../../src/dsl/index.ts'
import { type Fault, render } from '../../src/fault.ts'
import { type Device, referenceDevice } from '../../src/interpreters/devices/index.ts'
import { type Session, type SlotValue, type State, session } from '../../src/interpreters/runtime/index.ts'
import { type Interface, type Layout, layoutOf, mlp, type Network } from '../../src/networks/index.ts'

/** An event by its name's short form; batches of a task, and its meta-batches, are numbered as they come. */
export type Happening = readonly ['batch' | 'end' | 'episodes', HostBatch]

const names = { batch: 'onBatch', end: 'onTaskEnd', episodes: 'onEpisodes' } as const

/** Every slot of numbers as one list of coordinates, tensor after tensor; lists over tasks one after the other. */
export type Numbers = Readonly<Record<string, readonly number[]>>

/** Memories live on the host, whatever the device. */
type Memories = Readonly<Record<string, Extract<SlotValue<never>, { readonly _tag: 'Memory' }>>>

export interface Played {
  readonly slots: Numbers
  readonly memories: Memories
}

export interface Setting {
  readonly set?: Readonly<Record<string, unknown>>
  readonly network?: Network
  readonly between?: Interface
  readonly theta?: readonly number[]
  /** Memories other than empty ones to start with. */
  readonly memories?: Memories
  readonly seed?: number
  /** What it adapts to at the end, and in how many steps: the last state told is that of the copy. */
  readonly adapts?: { readonly support: HostBatch; readonly steps: number; readonly task?: number }
}

export const right = <A>(either: E.Either<Fault, A>): A => {
  if (E.isLeft(either)) throw new Error(render(either.left))
  return either.right
}

/** The network of most examples: outputs Wᵀx + b of one number, with ½ squared error; θ = (w₁ … w_d, b). */
export const line: { readonly network: Network; readonly between: Interface } = {
  network: mlp({ hidden: [], loss: 'squaredError' }),
  between: { inputShape: [1], outputs: 1 },
}

/** Plays events on a device, from θ if it is given, and tells every state from the first on. Compiled programs are kept. */
export const playedOn = <Buffer>(device: Device<Buffer>) => {
  type Known = { readonly own: Session<Buffer>; readonly layout: Layout }
  /** Methods of one name need not be one method. */
  const sessions = new WeakMap<Method, Map<string, Known>>()
  const sessionOf = (method: Method, set: object, network: Network, between: Interface) => {
    const name = JSON.stringify([set, network, between])
    const ofMethod = sessions.get(method) ?? new Map<string, Known>()
    sessions.set(method, ofMethod)
    const program = method.program(right(decodeOptions(method.name, method.options, { ...set })))
    const known = ofMethod.get(name) ?? {
      own: session({ program, network, between, device }),
      layout: layoutOf(network, between),
    }
    ofMethod.set(name, known)
    return known
  }
  return async (
    method: Method,
    happenings: readonly Happening[],
    {
      set = {},
      network = line.network,
      between = line.between,
      theta,
      memories: remembered = {},
      seed = 0,
      adapts,
    }: Setting = {},
  ): Promise<readonly Played[]> => {
    const { own, layout } = sessionOf(method, set, network, between)
    const initial = right(await own.initial(seed)())
    let at = 0
    const placed = (values: readonly number[]): State<Buffer> => {
      const buffers = layout.tensors.map(({ shape }) => {
        const size = shape.reduce((a, b) => a * b, 1)
        at += size
        return device.upload(shape, values.slice(at - size, at))
      })
      own.release({ theta: initial.theta! })
      return { ...initial, theta: { ...initial.theta, tensors: buffers } as SlotValue<Buffer> }
    }
    const told = async (state: State<Buffer>): Promise<Played> => {
      const numbers = await Promise.all(
        Object.entries(state)
          .filter(([, slot]) => slot._tag !== 'Memory')
          .map(async ([name, slot]) => [name, right(await own.read(slot)()).flatMap((tensor) => Array.from(tensor))]),
      )
      const memories = Object.entries(state).flatMap(([name, slot]) =>
        slot._tag === 'Memory' ? [[name, { _tag: slot._tag, value: slot.value }] as const] : [],
      )
      return { slots: Object.fromEntries(numbers), memories: Object.fromEntries(memories) }
    }
    let state: State<Buffer> = { ...(theta === undefined ? initial : placed(theta)), ...remembered }
    const states = [await told(state)]
    const counts = new Map<number, number>()
    for (const [kind, examples] of happenings) {
      const { task } = examples
      const batch = counts.get(task) ?? 0
      if (kind !== 'end') counts.set(task, batch + 1)
      const name = names[kind]
      state = right(
        await own.handle(seed, state, {
          name,
          task,
          batch: kind === 'end' ? 0 : batch,
          batches: onlyBatch(name, examples),
        })(),
      )
      states.push(await told(state))
    }
    if (adapts !== undefined) {
      const copy = right(await own.adapt(seed, state, { task: 0, episode: 0, batch: 0, ...adapts })())
      states.push(await told(copy))
      own.release(copy)
    }
    own.release(state)
    return states
  }
}

/** In float64. */
export const played = playedOn(referenceDevice())

/** θ after the last event. */
export const thetaAfter = async (
  method: Method,
  happenings: readonly Happening[],
  setting: Setting = {},
): Promise<readonly number[]> => (await played(method, happenings, setting)).at(-1)!.slots.theta!
