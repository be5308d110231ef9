import { isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../../../src/compiler/index.ts'
import { append, defineMethod, perTask, push, reservoir } from '../../../src/dsl/index.ts'
import { orThrow } from '../../../src/fault.ts'
import { backends, type Device, referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { session } from '../../../src/interpreters/runtime/index.ts'
import { between, course, network } from '../../conformance/course.ts'

const keeping = (capacity: number) =>
  defineMethod({
    name: 'keeping',
    source: 'a test',
    options: {},
    state: (_, theta0) => ({ past: perTask(theta0), seen: 0, memory: reservoir(capacity) }),
    onBatch:
      () =>
      ({ memory, batch }) => ({ memory: push(memory, batch) }),
    onTaskEnd:
      () =>
      ({ past, theta }) => ({ past: append(past, theta) }),
  }).program({})

const on = <B>(device: Device<B>, capacity = 3) => session({ program: keeping(capacity), network, between, device })

/** The state after the whole course, saved. */
const saved = async <B>(device: Device<B>): Promise<Snapshot> => {
  const own = on(device)
  let state = await orThrow(own.initial(1))
  for (const event of course) state = await orThrow(own.handle(1, state, event))
  return orThrow(own.save(state))
}

const tfjs = (
  await Promise.all(['wasm', 'cpu'].map((name) => backends.find((backend) => backend.name === name)!.open()))
).flatMap((opened) => (isRight(opened) ? [opened.right] : []))

describe('a saved state', () => {
  it('is plain arrays and examples, in the order of the slots', async () => {
    const snapshot = await saved(referenceDevice())
    expect(Object.keys(snapshot)).toEqual(['theta', 'past', 'seen', 'memory'])
    expect(snapshot.seen).toEqual({ _tag: 'Numbers', kind: { _tag: 'Scalar' }, tensors: [Float64Array.of(0)] })
    expect(snapshot.past).toMatchObject({ elements: [{ length: 1 }, { length: 1 }] })
    expect(structuredClone(snapshot)).toEqual(snapshot)
  })
  it('is nobody else’s: what is written into it does not reach the device', async () => {
    const device = referenceDevice()
    const own = on(device)
    const state = await orThrow(own.initial(1))
    const [before, spoiled] = [await orThrow(own.save(state)), await orThrow(own.save(state))]
    for (const slot of Object.values(spoiled)) if (slot._tag === 'Numbers') (slot.tensors[0] as Float64Array)[0] = 7
    expect(await orThrow(own.save(state))).toEqual(before)
  })
  it.each(tfjs.map((device) => [device.name, device] as const))(
    'goes from %s to float64 and back without a bit changed',
    async (_, device) => {
      const there = await saved(device)
      const exact = on(referenceDevice())
      const back = await orThrow(exact.save(await orThrow(exact.restore(there))))
      const own = on(device)
      const again = await orThrow(own.restore(back))
      expect(await orThrow(own.save(again))).toEqual(there)
      own.release(again)
    },
  )
  it('comes back in the order of its method’s slots, whatever order it was kept in', async () => {
    const snapshot = await saved(referenceDevice())
    const turned = Object.fromEntries(Object.entries(snapshot).reverse())
    expect(Object.keys(await orThrow(on(referenceDevice()).restore(turned)))).toEqual(Object.keys(snapshot))
  })
})

describe('what does not fit is refused by name, and the device is left as it was', () => {
  const refused = async (change: (snapshot: Snapshot) => Snapshot, capacity = 3) => {
    const device = referenceDevice()
    const result = await on(device, capacity).restore(change(await saved(referenceDevice())))()
    expect(device.buffers()).toBe(0)
    return result
  }
  it('a slot too few, or one too many', async () => {
    const rule = 'a saved state has the slots theta, past, seen, memory'
    expect(await refused(({ seen: _, ...rest }) => rest)).toMatchObject({
      left: { where: 'keeping state', rule, got: 'theta, past, memory' },
    })
    expect(await refused((of) => ({ ...of, more: of.seen! }))).toMatchObject({ left: { rule } })
  })
  it('parameters of another network', async () =>
    expect(
      await refused((of) => ({ ...of, theta: { ...of.theta!, tensors: [[1, 2]] } as Snapshot[string] })),
    ).toMatchObject({ left: { path: ['theta'], rule: expect.stringContaining('form of the slot') } }))
  it('an element of a list without its numbers', async () =>
    expect(await refused((of) => ({ ...of, past: { ...of.past!, elements: [[]] } as Snapshot[string] }))).toMatchObject(
      { left: { path: ['past'] } },
    ))
  it('a slot of another form', async () =>
    expect(await refused((of) => ({ ...of, seen: of.memory! }))).toMatchObject({ left: { path: ['seen'] } }))
  it('a memory of another size', async () =>
    expect(await refused((of) => of, 4)).toMatchObject({
      left: { path: ['memory'], got: expect.stringMatching(/"capacity":3.* where .*"capacity":4/) },
    }))
})
