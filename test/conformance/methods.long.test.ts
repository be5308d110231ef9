import { isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeOptions } from '../../src/dsl/index.ts'
import { backends, type Device, referenceDevice } from '../../src/interpreters/devices/index.ts'
import type { Value } from '../../src/interpreters/devices/reference/values.ts'
import { agrees, leaksNothing, leavesAlone, savesAll, told } from '../../src/laws/conduct.ts'
import { counting } from '../../src/laws/roundings.ts'
import { stage } from '../../src/laws/stage.ts'
import { methods } from '../../src/methods/index.ts'
import { courseWithEpisodes } from './course.ts'
import { playOf } from './play-of.ts'
import { type Row, rows } from './rows.ts'

const kept = { holds: true, sides: {} }

const named = (name: string) => backends.find((backend) => backend.name === name)!

const isSetUp = named('node').present()

const tfjs = (
  await Promise.all(['wasm', 'cpu', ...(isSetUp ? ['node'] : [])].map((name) => named(name).open()))
).flatMap((opened) => (isRight(opened) ? [opened.right] : []))

it('both backends that need no installation are here', () => {
  expect(tfjs.slice(0, 2).map((device) => device.name)).toEqual(['wasm', 'cpu'])
})

it.skipIf(!isSetUp)('so is TensorFlow, where it is set up', () => {
  expect(tfjs.map((device) => device.name)).toContain('node')
})

/** What is asked of a method on one device. */
const questions = <B>(device: Device<B>) => ({
  name: device.name,
  told: (row: Row) => told(playOf(row), device),
  leaksNothing: (row: Row) => leaksNothing(playOf(row), device),
  leavesAlone: (row: Row) => leavesAlone(playOf(row), device),
  savesAll: (row: Row) => savesAll(playOf(row), device),
})

describe.each(rows)('$name', (row) => {
  describe.each([questions(referenceDevice()), ...tfjs.map(questions)])('on $name', (of) => {
    it('is deterministic, to the bit', async () => {
      expect(await of.told(row)).toEqual(await of.told(row))
    })
    it('leaks nothing', async () => expect(await of.leaksNothing(row)).toEqual(kept))
    it('mutates nothing', async () => expect(await of.leavesAlone(row)).toEqual(kept))
    it('goes on from what was saved and restored as from what it was, to the bit', async () =>
      expect(await of.savesAll(row)).toEqual(kept))
  })
  it('asks the device once an event; where the host decides by what came out, again after that', async () => {
    const { device, calls } = counting(referenceDevice())
    const on = stage(playOf(row), device)
    let state = await on.start()
    for (const event of courseWithEpisodes) {
      calls()
      state = await on.after(state, event)
      const solves = row.method === 'gem' && event.task > 0
      // Before the decisions, on the side that each takes, and after them.
      const decisions = row.set.past === 'detected' ? 1 : row.method === 'continualMaml' ? 2 : 0
      // Whether an example enters is asked for each of a batch, in a loop of the host: its parts are calls of their own.
      const entering = row.method === 'gss' ? 8 * (event.batches.batch?.count ?? 0) : 0
      // The scores by which examples are kept come back once a task.
      const scoring = row.method === 'icarl' && event.name === 'onTaskEnd' ? 1 : 0
      const most =
        event.name !== 'onBatch'
          ? 1 + scoring
          : entering > 0
            ? 1 + entering
            : decisions > 0
              ? 2 + decisions
              : solves
                ? 2
                : 1
      expect(calls()).toBeLessThanOrEqual(most)
    }
    on.release(state)
  })
  it.each(tfjs.map((device) => [device.name, device] as const))('on %s agrees with the reference', async (_, device) =>
    expect(await agrees(playOf(row), device)).toEqual(kept),
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
      agrees(playOf(row!), {
        ...reference,
        upload: (shape, values) =>
          reference.upload(
            shape,
            Array.from(values, (x) => x * 1.001),
          ),
      }),
    ).resolves.toMatchObject({ holds: false }))
  it('a device that keeps a reference leaks', () =>
    expect(
      leaksNothing(playOf(row!), { ...reference, read: async (buffer) => reference.retain(buffer).data }),
    ).resolves.toMatchObject({ holds: false }))
  it('a device that rounds what it is given back does not restore a state, nor does one that keeps what it tells', async () => {
    const asked = { count: 0 }
    const coarse = {
      ...reference,
      upload: (shape: readonly number[], values: ArrayLike<number>) => {
        asked.count += 1
        return reference.upload(
          shape,
          Array.from(values, (x) => (asked.count % 2 === 0 ? Math.fround(x / 3) * 3 : x)),
        )
      },
    }
    expect(await savesAll(playOf(row!), coarse)).toMatchObject({ holds: false })
    const keeping = { ...reference, read: async (buffer: Value) => reference.retain(buffer).data }
    expect(await savesAll(playOf(row!), keeping)).toMatchObject({ holds: false })
  })
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
    expect(await told(playOf(row!), tired)).not.toEqual(await told(playOf(row!), tired))
  })
})
