import { expect, it } from 'vitest'
import { rowsOf } from '../../../src/compiler/host/host-rows.ts'
import type { HostValues } from '../../../src/compiler/host/host-values.ts'
import { type Feed, feedInto, feedValues, roomFor } from '../../../src/compiler/index.ts'
import type { HostBatch } from '../../../src/data/index.ts'
import { builder } from '../../../src/ir/index.ts'

const count = 2
const build = builder()
const inputs = {
  inputs: build.variable('x', [count, 2]),
  targets: build.variable('y', [count, 3]),
  weights: build.variable('w', [count]),
}
const feed = { _tag: 'Examples', around: [], fixed: new Map(), count, term: {}, inputs } as unknown as Feed

const batch = (rows: number, from: number): HostBatch => ({
  count: rows,
  inputs: Float32Array.from({ length: 2 * rows }, (_, i) => from + i),
  inputShape: [2],
  targets: new Float32Array(3 * rows).fill(from),
  weights: new Float32Array(rows).fill(1),
  classes: 3,
  task: 0,
})
const of = (rows: HostBatch): HostValues => ({ rows: () => rowsOf(rows) }) as unknown as HostValues

it('arrays of feeds stand in their slots of the room, and a whole batch gives its own', () => {
  const room = roomFor(feed, 2)
  feedInto(feed, of(batch(2, 10)), room, 1)
  feedInto(feed, of(batch(2, 20)), room, 0)
  expect(room.map((array) => [...array])).toEqual([
    [20, 21, 22, 23, 10, 11, 12, 13],
    [...Array(6).fill(20), ...Array(6).fill(10)],
    [1, 1, 1, 1],
  ])
  const whole = batch(2, 5)
  expect(feedValues(feed, of(whole))[0]).toBe(whole.inputs)
})

it('law: what is fed is as long as its inputs: of less nothing that was in the room is taken for it', () => {
  for (const rows of [1, 3])
    expect(() => feedInto(feed, of(batch(rows, 10)), roomFor(feed, 3), 0)).toThrow(
      'internal: what is fed is no value of [2,2]',
    )
})
