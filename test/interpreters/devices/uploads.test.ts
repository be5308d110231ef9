import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Device, referenceDevice } from '../../../src/interpreters/devices/index.ts'
import { sizeOf } from '../../../src/ir/index.ts'
import { devices } from './devices.ts'

const shape = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 3 })

/** Whether a device takes a number more or less than a value has, which it may not; and what is then in the values around it. */
const holds =
  <B>(device: Device<B>) =>
  async (of: readonly number[], by: number, edge: number): Promise<void> => {
    const size = sizeOf(of)
    const before = device.buffers()
    const around = [0, 1].map(() => device.upload(of, new Float32Array(size).fill(1)))
    for (const length of [size + by, size - by, size + edge].filter((length) => length >= 0))
      expect(() => device.upload(of, new Float32Array(length).fill(2))).toThrow(
        `a value of [${of.join(', ')}] has ${size} numbers, and ${length} are given`,
      )
    for (const one of around) expect(Array.from(await device.read(one))).toEqual(Array(size).fill(1))
    around.forEach(device.release)
    expect(device.buffers()).toBe(before)
  }

const all = [
  ['reference', holds(referenceDevice())] as const,
  ...devices.map((device) => [device.name, holds(device)] as const),
]

describe.each(all)('what is uploaded to %s', (_, refused) => {
  it('law: is as many numbers as its shape says; of fewer or more nothing is written anywhere', () =>
    // Blocks are of whole lines of a cache: what is a thousand numbers too long is past the end of any.
    fc.assert(fc.asyncProperty(shape, fc.integer({ min: 1, max: 5 }), fc.constant(1000), refused)))
})
