import fc from 'fast-check'
import { type Device, referenceDevice } from '../interpreters/devices/index.ts'
import type { StreamEvent } from '../interpreters/runtime/index.ts'
import type { Judged, Sides } from './law.ts'
import { counting } from './roundings.ts'
import { memoriesOf, numbersOf, type Play, stage, type Tensors } from './stage.ts'

/** To the bit: text tells 0 from −0. */
const same = (a: unknown, b: unknown): boolean => fc.stringify(a) === fc.stringify(b)

/** An event in words. */
export const when = ({ name, batch, task }: StreamEvent): string => `${name} ${batch} of task ${task}`

export const kept: Judged = { holds: true, sides: {} }
export const broken = (sides: Sides): Judged => ({ holds: false, sides })

/** Plays the course and tells every state. */
export const told = async <B>(play: Play, device: Device<B>): Promise<readonly Tensors[]> => {
  const on = stage(play, device)
  let state = await on.start()
  const states = [await on.read(state)]
  for (const event of play.course) {
    state = await on.after(state, event)
    states.push(await on.read(state))
  }
  on.release(state)
  return states
}

const place = (slot: string, tensor: number, coordinate: number): string =>
  `${slot}, tensor ${tensor}, coordinate ${coordinate}`

/** The first number in which two states differ, if they do, by the names of both. */
export const apart = (left: Tensors, right: Tensors, [one, other] = ['once', 'again']): Sides | undefined => {
  for (const [name, tensors] of Object.entries(left))
    for (const [i, tensor] of tensors.entries())
      for (const [j, x] of tensor.entries()) {
        const y = right[name]?.[i]?.[j]
        if (!Object.is(x, y)) return { slot: place(name, i, j), [one!]: x, [other!]: y ?? 'nothing' }
      }
  return same(Object.keys(left), Object.keys(right)) ? undefined : { slots: 'differ' }
}

/** The first number that is further from what it is in float64 than rounding can bring it, if one is, by the names of both devices. */
export const beyond = (
  bound: number,
  [exactly, exact]: readonly [string, Tensors],
  [other, found]: readonly [string, Tensors],
): Sides | undefined => {
  for (const [name, tensors] of Object.entries(exact))
    for (const [i, tensor] of tensors.entries())
      for (const [j, x] of tensor.entries()) {
        const y = found[name]![i]![j]!
        if (!(Math.abs(x - y) <= bound))
          return { slot: place(name, i, j), [exactly]: x, [other]: y, 'allowed apart': bound }
      }
  return undefined
}

/** That two plays of a course tell the same states, to the bit. */
export const sameStates = (
  left: readonly Tensors[],
  right: readonly Tensors[],
  course: readonly StreamEvent[],
): Judged => {
  for (const [i, state] of left.entries()) {
    const difference = right[i] === undefined ? { states: 'are missing' } : apart(state, right[i])
    const event = course[i - 1]
    if (difference !== undefined)
      return broken({ after: event === undefined ? 'the start' : when(event), ...difference })
  }
  return kept
}

/** That every number of every state is as it should be. */
export const stays = async <B>(play: Play, device: Device<B>, isRight: (x: number) => boolean): Promise<Judged> => {
  for (const [i, state] of (await told(play, device)).entries())
    for (const [slot, tensors] of Object.entries(state))
      for (const [j, tensor] of tensors.entries()) {
        const at = tensor.findIndex((x) => !isRight(x))
        const event = play.course[i - 1]
        if (at >= 0)
          return broken({
            after: event === undefined ? 'the start' : when(event),
            slot: place(slot, j, at),
            'the number there': tensor[at]!,
          })
      }
  return kept
}

/** That an event leaves alone what it was given: the examples, the memories, and buffers that others hold too. */
export const leavesAlone = async <B>(play: Play, device: Device<B>): Promise<Judged> => {
  const on = stage(play, device)
  let state = await on.start()
  let verdict = kept
  for (const event of play.course) {
    const shared = on.shared(state)
    const before = {
      tensors: await on.read(shared),
      memories: structuredClone(memoriesOf(state)),
      event: structuredClone(event),
    }
    state = await on.after(state, event)
    const tensors = await on.read(shared)
    on.release(shared)
    const difference = apart(before.tensors, tensors, ['before', 'afterwards'])
    const other = same({ memories: memoriesOf(shared), event }, { memories: before.memories, event: before.event })
    if (verdict.holds && (difference !== undefined || !other))
      verdict = broken({ during: when(event), ...(difference ?? { changed: 'memories or examples' }) })
  }
  on.release(state)
  return verdict
}

/** That after every event the device holds the state and nothing else, and in the end nothing. */
export const leaksNothing = async <B>(play: Play, device: Device<B>): Promise<Judged> => {
  const on = stage(play, device)
  const empty = device.buffers()
  let state = await on.start()
  let verdict = kept
  for (const event of play.course) {
    state = await on.after(state, event)
    const [holds, needs] = [device.buffers() - empty, on.held(state)]
    if (verdict.holds && holds !== needs)
      verdict = broken({ after: when(event), 'buffers held': holds, 'buffers of the state': needs })
  }
  on.release(state)
  const left = device.buffers() - empty
  return verdict.holds && left !== 0
    ? broken({ after: 'the end', 'buffers held': left, 'buffers of the state': 0 })
    : verdict
}

/**
 * restore ∘ save = identity: before every event the state is saved and restored, without a number or an example changed or a buffer
 * too many; and after the event the restored state is again what the first one has become.
 */
export const savesAll = async <B>(play: Play, device: Device<B>): Promise<Judged> => {
  const on = stage(play, device)
  let state = await on.start()
  let verdict = kept
  for (const event of play.course) {
    const held = device.buffers()
    const copy = await on.restore(await on.save(state))
    const [more, due] = [device.buffers() - held, on.held(state)]
    const [before, at] = [await on.save(state), await on.save(copy)]
    state = await on.after(state, event)
    const other = await on.after(copy, event)
    const [after, end] = [await on.save(state), await on.save(other)]
    on.release(other)
    if (!verdict.holds) continue
    for (const [moment, left, right] of [
      ['before', before, at],
      ['after', after, end],
    ] as const) {
      const difference = apart(numbersOf(left), numbersOf(right), ['as it was', 'restored'])
      const others = same(memoriesOf(left), memoriesOf(right)) ? {} : { memories: 'differ' }
      if (difference !== undefined || 'memories' in others)
        verdict = broken({ [moment]: when(event), ...difference, ...others })
    }
    if (more !== due)
      verdict = broken({ before: when(event), 'buffers of the state': due, 'buffers that restoring took': more })
  }
  on.release(state)
  return verdict
}

export const largest = (tensors: Tensors): number =>
  Object.values(tensors)
    .flat(2)
    .reduce((so, x) => Math.max(so, Math.abs(x)), 1)

/**
 * That from equal states every event ends in states that are equal up to rounding: one unit of float32 for each operation in
 * the longest chain, at the size of the largest number around.
 */
export const agrees = async <B>(play: Play, device: Device<B>): Promise<Judged> => {
  const { device: reference, roundings } = counting(referenceDevice())
  const [got, want] = [stage(play, device), stage(play, reference)]
  let state = await got.start()
  let verdict = kept
  for (const event of play.course) {
    const saved = await got.save(state)
    const before = numbersOf(saved)
    roundings()
    const expected = await want.after(await want.restore(saved), event)
    state = await got.after(state, event)
    const [found, exact] = [await got.read(state), await want.read(expected)]
    const bound = roundings() * 2 ** -24 * Math.max(largest(before), largest(exact))
    const remembered = same(memoriesOf(state), memoriesOf(expected))
    want.release(expected)
    if (!verdict.holds) continue
    const difference = remembered
      ? beyond(bound, [reference.name, exact], [device.name, found])
      : { memories: 'differ' }
    if (difference !== undefined) verdict = broken({ after: when(event), ...difference })
  }
  got.release(state)
  return verdict
}
