import { isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeOptions, type Kind } from '../../src/dsl/index.ts'
import {
  auxiliaryLayouts,
  auxiliaryNetworks,
  type Device,
  type SlotValue,
  type State,
  session,
} from '../../src/interpreters/index.ts'
import { referenceDevice } from '../../src/interpreters/reference/index.ts'
import { backends } from '../../src/interpreters/tfjs/index.ts'
import { methods } from '../../src/methods/index.ts'
import { type Layout, layoutOf } from '../../src/networks/index.ts'
import { right } from '../methods/played.ts'
import { between, course, network } from './course.ts'
import { counting } from './roundings.ts'
import { type Row, rows } from './rows.ts'

const buffersOf = <B>(slot: SlotValue<B>): readonly B[] =>
  slot._tag === 'Numbers' ? slot.buffers : slot._tag === 'List' ? slot.elements.flat(2) : []

const placed = <A, B>(slot: SlotValue<A>, buffers: readonly B[]): SlotValue<B> => {
  let position = 0
  const next = (of: readonly A[]): readonly B[] => of.map(() => buffers[position++]!)
  switch (slot._tag) {
    case 'Numbers':
      return { ...slot, buffers: next(slot.buffers) }
    case 'List':
      return { ...slot, elements: slot.elements.map((element) => element.map(next)) }
    case 'Memory':
      return slot
  }
}

type Tensors = Readonly<Record<string, readonly (readonly number[])[]>>

/** A method on a device, with what a test wants to know of its states. */
const stage = <B>({ method, set }: Row, device: Device<B>) => {
  const of = methods[method]!
  const program = of.program(right(decodeOptions(method, of.options, set)))
  const own = session({ program, network, between, device })
  return {
    shapes: shapesOf({ ...auxiliaryLayouts(auxiliaryNetworks(program)), learner: layoutOf(network, between) }),
    start: async () => right(await own.initial(3)()),
    after: async (state: State<B>, event: (typeof course)[number]) => right(await own.handle(3, state, event)()),
    read: async (state: State<B>): Promise<Tensors> =>
      Object.fromEntries(
        await Promise.all(
          Object.entries(state).map(async ([name, slot]) => {
            const tensors = await Promise.all(buffersOf(slot).map(device.read))
            return [name, tensors.map((tensor) => Array.from(tensor))] as const
          }),
        ),
      ),
    /** The state of another device, on this one. */
    copied: <A>(state: State<A>, tensors: Tensors, shapes: Tensors): State<B> =>
      Object.fromEntries(
        Object.entries(state).map(([name, slot]) => [
          name,
          placed(
            slot,
            tensors[name]!.map((values, i) => device.upload(shapes[name]![i]!, values)),
          ),
        ]),
      ),
    held: (state: State<B>): number => Object.values(state).reduce((n, slot) => n + buffersOf(slot).length, 0),
    release: own.release,
    device,
  }
}

const memoriesOf = <B>(state: State<B>) =>
  Object.entries(state).flatMap(([name, slot]) => (slot._tag === 'Memory' ? [[name, slot.value] as const] : []))

const largest = (tensors: Tensors): number =>
  Object.values(tensors)
    .flat(2)
    .reduce((so, x) => Math.max(so, Math.abs(x)), 1)

/** Plays the course and tells every state. */
const told = async <B>(row: Row, device: Device<B>): Promise<readonly Tensors[]> => {
  const on = stage(row, device)
  let state = await on.start()
  const states = [await on.read(state)]
  for (const event of course) {
    state = await on.after(state, event)
    states.push(await on.read(state))
  }
  on.release(state)
  return states
}

/** That an event leaves alone what it was given: the examples, the memories, and buffers that others hold too. */
const leavesAlone = async <B>(row: Row, device: Device<B>): Promise<void> => {
  const on = stage(row, device)
  let state = await on.start()
  for (const event of course) {
    const kept = Object.fromEntries(
      Object.entries(state).map(([name, slot]) => [name, placed(slot, buffersOf(slot).map(device.retain))]),
    )
    const before = {
      tensors: await on.read(kept),
      memories: structuredClone(memoriesOf(state)),
      event: structuredClone(event),
    }
    state = await on.after(state, event)
    expect({ tensors: await on.read(kept), memories: memoriesOf(kept), event }).toEqual(before)
    on.release(kept)
  }
  on.release(state)
}

/** That after every event the device holds the state and nothing else, and in the end nothing. */
const leaksNothing = async <B>(row: Row, device: Device<B>): Promise<void> => {
  const on = stage(row, device)
  const empty = device.buffers()
  let state = await on.start()
  for (const event of course) {
    state = await on.after(state, event)
    expect(device.buffers() - empty).toBe(on.held(state))
  }
  on.release(state)
  expect(device.buffers()).toBe(empty)
}

/** The shapes of a state's tensors: every slot of numbers is a scalar, or shaped like the parameters of a network. */
const shapesOf =
  (layouts: Readonly<Record<string, Layout>>) =>
  <B>(state: State<B>): Tensors => {
    const shapes = (kind: Kind): readonly (readonly number[])[] =>
      kind._tag === 'Params' ? layouts[kind.network]!.tensors.map(({ shape }) => shape) : [[]]
    return Object.fromEntries(
      Object.entries(state).map(([name, slot]) => {
        if (slot._tag === 'Memory') return [name, []]
        if (slot._tag === 'Numbers') return [name, shapes(slot.kind)]
        const element = slot.kind._tag === 'List' ? slot.kind.elements.flatMap(shapes) : []
        return [name, slot.elements.flatMap(() => element)]
      }),
    )
  }

/**
 * That from equal states every event ends in states that are equal up to rounding: one unit of float32 for each operation in
 * the longest chain, at the size of the largest number around.
 */
const agrees = async <B>(row: Row, device: Device<B>): Promise<void> => {
  const { device: reference, roundings } = counting(referenceDevice())
  const [got, want] = [stage(row, device), stage(row, reference)]
  let state = await got.start()
  for (const event of course) {
    const before = await got.read(state)
    roundings()
    const expected = await want.after(want.copied(state, before, want.shapes(state)), event)
    state = await got.after(state, event)
    const [found, exact] = [await got.read(state), await want.read(expected)]
    expect(memoriesOf(state)).toEqual(memoriesOf(expected))
    const bound = roundings() * 2 ** -24 * Math.max(largest(before), largest(exact))
    for (const [name, tensors] of Object.entries(exact)) {
      const apart = tensors.flatMap((tensor, i) => tensor.map((x, j) => Math.abs(x - found[name]![i]![j]!)))
      expect(
        Math.max(0, ...apart),
        `${name} after ${event.name} ${event.batch} of task ${event.task}`,
      ).toBeLessThanOrEqual(bound)
    }
    want.release(expected)
  }
  got.release(state)
}

const tfjs = (
  await Promise.all(['wasm', 'cpu'].map((name) => backends.find((backend) => backend.name === name)!.open()))
).flatMap((opened) => (isRight(opened) ? [opened.right] : []))

it('both backends that need no installation are here', () => {
  expect(tfjs.map((device) => device.name)).toEqual(['wasm', 'cpu'])
})

/** What is asked of a method on one device. */
const questions = <B>(device: Device<B>) => ({
  name: device.name,
  told: (row: Row) => told(row, device),
  leaksNothing: (row: Row) => leaksNothing(row, device),
  leavesAlone: (row: Row) => leavesAlone(row, device),
})

describe.each(rows)('$name', (row) => {
  describe.each([questions(referenceDevice()), ...tfjs.map(questions)])('on $name', (of) => {
    it('is deterministic, to the bit', async () => {
      expect(await of.told(row)).toEqual(await of.told(row))
    })
    it('leaks nothing', () => of.leaksNothing(row))
    it('mutates nothing', () => of.leavesAlone(row))
  })
  it('asks the device once an event; where the host decides by what came out, twice', async () => {
    const { device, calls } = counting(referenceDevice())
    const on = stage(row, device)
    let state = await on.start()
    for (const event of course) {
      calls()
      state = await on.after(state, event)
      const decides = row.method === 'gem' && event.name === 'onBatch' && event.task > 0
      expect(calls()).toBeLessThanOrEqual(decides ? 2 : 1)
    }
    on.release(state)
  })
  it.each(tfjs.map((device) => [device.name, device] as const))('on %s agrees with the reference', (_, device) =>
    agrees(row, device),
  )
})

describe.each(Object.entries(methods))('%s', (name, { options }) => {
  it.each(Object.entries(options))('refuses a wrong `%s`, by its name and its range', (option, { range }) => {
    for (const wrong of ['nonsense', '', -1, Number.NaN, [], null]) {
      const refused = decodeOptions(name, options, { [option]: wrong })
      expect(refused).toMatchObject({
        _tag: 'Left',
        left: { where: name, rule: `option \`${option}\` must be ${range}`, code: 2 },
      })
    }
  })
  it('refuses an option that it does not have, and names the nearest', () => {
    const [first] = Object.keys(options)
    expect(decodeOptions(name, options, { [`${first}${first!.at(-1)}`]: 1 })).toMatchObject({
      _tag: 'Left',
      left: { got: `\`${first}${first!.at(-1)}\``, hint: expect.stringContaining(`\`${first}\``) },
    })
  })
})

describe('control: the suite can fail', () => {
  const [row] = rows
  const reference = referenceDevice()
  it('a device that is off by a thousandth does not agree', () =>
    expect(
      agrees(row!, {
        ...reference,
        upload: (shape, values) =>
          reference.upload(
            shape,
            Array.from(values, (x) => x * 1.001),
          ),
      }),
    ).rejects.toThrow())
  it('a device that keeps a reference leaks', () =>
    expect(
      leaksNothing(row!, { ...reference, read: async (buffer) => reference.retain(buffer).data }),
    ).rejects.toThrow())
  it('a device that remembers what it was asked is not deterministic', async () => {
    let asked = 0
    const tired = {
      ...reference,
      upload: (shape: readonly number[], values: ArrayLike<number>) => {
        asked += 1
        return reference.upload(
          shape,
          Array.from(values, (x) => x + asked * 1e-6),
        )
      },
    }
    expect(await told(row!, tired)).not.toEqual(await told(row!, tired))
  })
})
