import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orThrow } from '../../../src/fault.ts'
import { type BackendChoice, type MachineDevice, tfjsDevice } from '../../../src/interpreters/devices/index.ts'
import { builder, operations } from '../../../src/ir/index.ts'
import { devices } from './devices.ts'

const size = 128
const unit = Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0))

/** Products of a matrix with the unit matrix, as they are made for a dense layer and for a convolution: exact in float32. */
const products = async (device: MachineDevice, values: readonly number[]): Promise<readonly (readonly number[])[]> => {
  const build = builder()
  const o = operations(build)
  const [a, b] = [build.variable('a', [size, size]), build.variable('b', [size, size])]
  const image = o.reshape(a, [1, size, size, 1])
  const patches = o.patches(image, { window: [1, 1], strides: [1, 1], padding: [0, 0, 0, 0] })
  const rows = o.reshape(patches, [size, size])
  const outputs = [o.matMul(a, b), o.matMul(b, a), o.matMul(a, b, true, false), o.matMul(rows, b, false, true)]
  const given = [device.upload([size, size], values), device.upload([size, size], unit)]
  const made = device.compile({ inputs: [a, b], outputs })(given)
  const read = await Promise.all(made.map(async (buffer) => Array.from(await device.read(buffer))))
  for (const buffer of [...given, ...made]) device.release(buffer)
  return read
}

/** 1 + n/2²³, by n: numbers that float32 holds and that a mantissa of 10 bits, or of 7, can't tell from their neighbours. */
const fine = fc.array(fc.integer({ min: 1, max: 2 ** 23 - 1 }), { minLength: 16, maxLength: 16 })

const transposed = (values: readonly number[]): readonly number[] =>
  values.map((_, i) => values[(i % size) * size + Math.floor(i / size)]!)

/** How many elements of products are others than they should be. */
const wrong = async (device: MachineDevice, ns: readonly number[]): Promise<number> => {
  const values = unit.map((_, i) => 1 + ns[(i * 7 + Math.floor(i / size)) % ns.length]! / 2 ** 23)
  const right = [values, values, transposed(values), values]
  const got = await products(device, values)
  return right.reduce((sum, each, k) => sum + each.filter((x, i) => got[k]![i] !== x).length, 0)
}

describe.each(devices)('$name', (device) => {
  it('keeps all 24 bits of a factor in products: TF32 is off', async () => {
    await fc.assert(
      fc.asyncProperty(fine, async (ns) => {
        expect(await wrong(device, ns)).toBe(0)
      }),
      { numRuns: 3 },
    )
  })
})

/** A device that rounds what products are made of to so many bits behind the point. */
const rounding = (device: MachineDevice, bits: number): MachineDevice => ({
  ...device,
  upload: (shape, values) =>
    device.upload(
      shape,
      Array.from(values, (x) => Math.round(x * 2 ** bits) / 2 ** bits),
    ),
})

describe('control', () => {
  const any = devices.find(({ name }) => name === 'wasm')!
  it.each([7, 10, 16, 22])('products of factors with %i bits behind the point are seen', async (bits) => {
    await fc.assert(
      // An odd number has a bit that is lost.
      fc.asyncProperty(fine, async (ns) => {
        expect(await wrong(rounding(any, bits), [...ns, 1])).toBeGreaterThan(size)
      }),
      { numRuns: 3 },
    )
  })

  it('with all 23 they are not', async () => {
    expect(await wrong(rounding(any, 23), fc.sample(fine, 1)[0]!)).toBe(0)
  })
})

describe('the switch of TF32', () => {
  it.each(devices.filter(({ setTensorFloat32 }) => setTensorFloat32 !== undefined))(
    'of $name is there, and off when a device is opened',
    async ({ name }) => {
      // Whoever had it before may have turned it on: it is one switch of the process.
      const device = await orThrow(tfjsDevice(name as BackendChoice))
      expect(device.tensorFloat32?.()).toBe(false)
      device.setTensorFloat32?.(true)
      expect(device.tensorFloat32?.()).toBe(true)
      device.setTensorFloat32?.(false)
      expect(device.tensorFloat32?.()).toBe(false)
    },
  )

  it('is one of every build of TensorFlow that was set up', () => {
    for (const { name, setTensorFloat32, library } of devices)
      if (library?.startsWith('TensorFlow 2.21')) expect([name, setTensorFloat32 !== undefined]).toEqual([name, true])
  })
})
