import {
  type CompiledEvent,
  feedInto,
  type HostValues,
  inputsOf,
  type MemoryValue,
  mapSlots,
  memoriesIn,
  type roomFor,
  tensorsIn,
} from '../../compiler/index.ts'
import { type Node, sameShape, sizeOf } from '../../ir/index.ts'
import type { Device, Repeating, Repetition } from '../devices/index.ts'
import type { HostSide } from './carry-out.ts'
import type { State } from './state.ts'

/** An event that can be repeated without the host in between, and where the device finds what it is given. */
export interface RepeatedEvent {
  readonly repetition: Repetition
  /** So many bytes the device is fed for each of the events. */
  readonly bytes: number
}

/** The numbers that an event leaves in its slots, in their order, beside those that were there; `undefined` where a slot takes another form. */
const carriedBy = ({ slots, updates }: CompiledEvent): Repetition['carried'] | undefined => {
  const pairs = Object.entries(updates).flatMap(([name, update]) => {
    // What a memory keeps beside its examples is taken through one event at a time.
    if (update._tag === 'Memory') return update.fields === undefined ? [] : [undefined]
    const before = slots[name] ?? []
    const after = tensorsIn(update)
    return before.length === after.length
      ? before.map((variable, i): readonly [Node, Node] | undefined =>
          sameShape(variable.shape, after[i]!.shape) ? [variable, after[i]!] : undefined,
        )
      : [undefined]
  })
  return pairs.some((pair) => pair === undefined)
    ? undefined
    : pairs.flatMap((pair) => (pair === undefined ? [] : [{ variable: pair[0], next: pair[1] }]))
}

/** An event whose program is one device function from a state to one of the same form; `undefined` for any other. */
export const repeatedEvent = (code: CompiledEvent): RepeatedEvent | undefined => {
  const { plan, prelude, feeds, health } = code
  const [step, ...more] = plan.steps
  const carried = carriedBy(code)
  if (step?._tag !== 'Device' || more.length > 0 || carried === undefined || carried.length === 0) return undefined
  const own = new Set(carried.map(({ variable }) => variable))
  const needed = new Set([
    ...step.program.inputs,
    ...plan.outputs.filter((n) => code.given.has(n) || prelude.includes(n)),
  ])
  const fed = feeds.flatMap(inputsOf).filter((n) => needed.has(n))
  const feeding = new Set(fed)
  return {
    repetition: { carried, fed, fixed: [...needed].filter((n) => !own.has(n) && !feeding.has(n)), health },
    bytes: fed.reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0),
  }
}

/** A repeated event on a device. */
export interface Repeats<Buffer> {
  readonly event: RepeatedEvent
  readonly on: Repeating<Buffer>
}

/** What takes a state through many events of a program in one call, made once; `undefined` where there is no way. */
export const repeatsOn = <Buffer>(device: Device<Buffer>): ((code: CompiledEvent) => Repeats<Buffer> | undefined) => {
  const known = new WeakMap<CompiledEvent, Repeats<Buffer> | undefined>()
  const made = (code: CompiledEvent): Repeats<Buffer> | undefined => {
    const event = device.repeat === undefined ? undefined : repeatedEvent(code)
    return event === undefined || device.repeat === undefined
      ? undefined
      : { event, on: device.repeat(event.repetition) }
  }
  return (code) => {
    if (!known.has(code)) known.set(code, made(code))
    return known.get(code)
  }
}

/** No more bytes are fed to one call. */
const mostBytes = 2 ** 26

/** How many events are one call, of a program that was run so many times one by one: 1 where that is no use, or not yet. */
export const timesOf = <Buffer>({ event, on }: Repeats<Buffer>, runs: number): number =>
  runs < on.after || on.times * event.bytes > mostBytes ? 1 : on.times

/** What the host feeds to some events, of each input for all one after the other, and the memories as each leaves them: they need nothing of the device. */
export const fedBy = (
  code: CompiledEvent,
  start: Readonly<Record<string, MemoryValue>>,
  hosts: readonly ((memories: Readonly<Record<string, MemoryValue>>) => HostValues)[],
  room: typeof roomFor,
): { readonly fed: ReadonlyMap<Node, Float32Array>; readonly remembered: readonly State<never>[] } => {
  const rooms = code.feeds.map((feed) => [feed, room(feed, hosts.length)] as const)
  const remembered: State<never>[] = []
  let memories = start
  for (const [i, hostOf] of hosts.entries()) {
    const host = hostOf(memories)
    for (const [feed, into] of rooms) feedInto(feed, host, into, i)
    const pushed = Object.entries(code.updates).flatMap(([name, update]) =>
      memoriesIn(update).map((term) => [name, host.memory(term, new Map())] as const),
    )
    memories = { ...memories, ...Object.fromEntries(pushed) }
    remembered.push(Object.fromEntries(pushed.map(([name, value]) => [name, { _tag: 'Memory', value }])))
  }
  const fed = new Map(rooms.flatMap(([feed, into]) => inputsOf(feed).map((node, i) => [node, into[i]!] as const)))
  return { fed, remembered }
}

/** The slots with numbers in them that an event updates, of the buffers of their tensors. */
export const numbersIn = <Buffer>({ updates }: CompiledEvent, buffers: readonly Buffer[]): State<Buffer> => {
  const numeric = Object.fromEntries(Object.entries(updates).filter(([, { _tag }]) => _tag !== 'Memory'))
  let position = 0
  return mapSlots(
    (): Buffer => buffers[position++]!,
    (): MemoryValue => {
      throw new Error('internal: a memory is no numbers')
    },
  )(numeric)
}

/**
 * Runs the program of events that are alike, one after the other, in one call of the device; the state stays whole. What their slots hold
 * in the end; `undefined` where the parameters were not finite after one of them.
 */
export const carryOutAll = async <Buffer>(
  device: Device<Buffer>,
  code: CompiledEvent,
  { event: { repetition }, on }: Repeats<Buffer>,
  state: State<Buffer>,
  host: Pick<HostSide, 'task' | 'numbers'> & { readonly fed: ReadonlyMap<Node, Float32Array>; readonly times: number },
): Promise<readonly Buffer[] | undefined> => {
  const { carried, fed, fixed } = repetition
  const held = new Map<Node, Buffer>()
  for (const [name, nodes] of Object.entries(code.slots)) {
    const buffers = tensorsIn(state[name]!)
    nodes.forEach((node, i) => held.set(node, buffers[i]!))
  }
  const uploads: Buffer[] = []
  const upload = (shape: readonly number[], data: ArrayLike<number>): Buffer => {
    const buffer = device.upload(shape, data)
    uploads.push(buffer)
    return buffer
  }
  const given = (node: Node): Buffer => {
    if (node === code.task) return upload([], [host.task])
    const number = host.numbers.get(node)
    const buffer = held.get(node) ?? (number === undefined ? undefined : device.constant(number))
    if (buffer === undefined) throw new Error(`internal: ${node.primitive} has no value in the repetition`)
    return buffer
  }
  try {
    const rounds = {
      carried: carried.map(({ variable }) => given(variable)),
      fed: fed.map((node) => upload([host.times, ...node.shape], host.fed.get(node)!)),
      fixed: fixed.map(given),
    }
    return await on.run(rounds)
  } finally {
    uploads.forEach(device.release)
  }
}
