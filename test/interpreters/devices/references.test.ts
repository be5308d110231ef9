import { describe, expect, it } from 'vitest'
import type { Buffer } from '../../../src/interpreters/devices/index.ts'
import { builder, gradient, operations } from '../../../src/ir/index.ts'
import { devices } from './devices.ts'

describe.each(devices)('references on $name', (device) => {
  const numbers = async (buffer: Buffer) => Array.from(await device.read(buffer))
  const counts = () => [device.buffers(), device.held()]

  it('an output that is an input, twice and reshaped, is so many references to one buffer', async () => {
    const before = counts()
    const build = builder()
    const o = operations(build)
    const x = build.variable('x', [4])
    const run = device.compile({ inputs: [x], outputs: [x, x, o.reshape(x, [2, 2]), o.constant(3)] })
    const given = device.upload([4], [1, 2, 3, 4])
    const outputs = run([given])
    expect(device.held()).toBe(before[1]! + 1 + (outputs.length > 4 ? 1 : 0))
    device.release(given)
    expect(await Promise.all(outputs.map(numbers))).toEqual([[1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4], [3]])
    outputs.forEach(device.release)
    expect(counts()).toEqual(before)
  })

  it('an anchor that shares its buffer with θ survives updates of θ', async () => {
    const before = counts()
    const build = builder()
    const o = operations(build)
    const theta = build.variable('θ', [100])
    const step = device.compile({ inputs: [theta], outputs: [o.multiply(o.add(theta, o.constant(1)), o.constant(2))] })
    const start = Array.from({ length: 100 }, (_, i) => i)
    const first = device.upload([100], start)
    const anchor = device.retain(first)
    let now = first
    for (let i = 0; i < 3; i++) {
      const [next] = step([now])
      device.release(now)
      now = next!
    }
    expect(await numbers(anchor)).toEqual(start)
    expect(await numbers(now)).toEqual(start.map((x) => 8 * x + 14))
    device.release(anchor)
    device.release(now)
    expect(counts()).toEqual(before)
  })

  it('a loop never writes into what it was given: its initial value, its source, a row that it keeps', async () => {
    const before = counts()
    const build = builder()
    const o = operations(build)
    const [x, rows] = [build.variable('x', [64]), build.variable('rows', [3, 64])]
    const [index, c, kept, row] = [
      build.variable('i', []),
      build.variable('c', [64]),
      build.variable('k', [64]),
      build.variable('r', [64]),
    ]
    const next = o.add(o.multiply(c, o.constant(2)), o.add(row, kept))
    const unit = build.loop({
      times: 3,
      reverse: false,
      index,
      carried: [c, kept],
      initial: [x, x],
      sliced: [{ variable: row, source: rows }],
      next: [next, row],
    })
    const finals = [0, 1].map((i) => build.make('final', [unit], { index: i }))
    const path = build.stack(unit, next)
    const y = o.sum(o.multiply(finals[0]!, finals[0]!))
    const run = device.compile({ inputs: [x, rows], outputs: [...finals, path, ...gradient(o, y, [x, rows])] })
    const given = [Array.from({ length: 64 }, (_, i) => i / 64), Array.from({ length: 192 }, (_, i) => 1 - i / 64)]
    const buffers = [device.upload([64], given[0]!), device.upload([3, 64], given[1]!)]
    const once = run(buffers)
    const first = await Promise.all(once.map(numbers))
    for (const [i, buffer] of buffers.entries()) expect(await numbers(buffer)).toEqual(given[i])
    const again = run(buffers)
    expect(await Promise.all(again.map(numbers))).toEqual(first)
    expect(await Promise.all(once.map(numbers))).toEqual(first)
    for (const buffer of [...once, ...again, ...buffers]) device.release(buffer)
    expect(counts()).toEqual(before)
  })

  it('control: a reference that is kept shows in both counts', () => {
    const before = counts()
    const buffer = device.upload([2], [1, 2])
    expect(counts()).toEqual(before.map((n) => n + 1))
    const other = device.retain(buffer)
    expect(device.buffers()).toBe(before[0]! + 2)
    device.release(other)
    device.release(buffer)
    expect(counts()).toEqual(before)
  })

  it('a buffer that is released twice, or comes from elsewhere, is an error', () => {
    const buffer = device.upload([], [1])
    device.release(buffer)
    expect(() => device.release(buffer)).toThrow('released twice')
    expect(() => device.retain({ references: 1 })).toThrow('another device')
  })
})
